/** The text that --help shows. In a file of its own, as it is shown where nothing is installed yet. */
export const help = `Runs the Betty Blocks nodes in a real n8n.

    npm run demo -- [options]

By default, it uses an emulated app with the records of a small company. To use your own app, set
BETTY_BLOCKS_APPLICATION, BETTY_BLOCKS_EMAIL and BETTY_BLOCKS_API_KEY. The demo then only reads
from it.

    --once           stop after the workflow has run; exit code 0 means that everything worked
    --api <api>      the emulated app: classic (default), or data for a newer app
    --port <number>  the port of n8n (default 5678, or a free port if that one is in use)
    --model <name>   your own app: the model to use (default: the first in the app's list)
    --write          your own app: also create, update and delete a record of that model
    --help           show this text
`;
