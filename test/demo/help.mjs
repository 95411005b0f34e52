/** The text that --help shows. In a file of its own, as it is shown where nothing is installed yet. */
export const help = `Shows the Betty Blocks nodes at work in a real n8n.

    npm run demo -- [options]

Without settings, it uses an emulated app that holds a small company. To use your own app, set
BETTY_BLOCKS_APPLICATION, BETTY_BLOCKS_EMAIL and BETTY_BLOCKS_API_KEY. The demo then only reads
from it.

    --once           end when the workflow has run; the exit code is 0 if all went well
    --api <api>      the emulated app: classic (default), or data for a newer app
    --port <number>  where n8n listens (default 5678, or a free port when it is in use)
    --model <name>   your own app: the model to use (default: the first in the app's list)
    --write          your own app: also create, update and delete a record of that model
    --help           show this text
`;
