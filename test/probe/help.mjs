/** The text that --help shows. In a file of its own, as it is shown where nothing is installed yet. */
export const help = `Finds out what your Betty Blocks app does where its API isn't documented.

    npm run probe -- [options]

    --api <api>      classic for an app at bettyblocks.com (default), data for one at betty.app
    --model <name>   the model whose records it reads (default: the first one with records)
    --view <id>      classic apps: a saved view of that model, by its ID
    --write <model>  classic apps: also create one record of that model, change it and delete it
    --only <facts>   only these, by their names in the summary, separated by commas
    --help           show this text

It reads from your app, and writes only with --write. What it needs to sign in comes from the
environment, or it asks you for it:

    classic   BETTY_BLOCKS_APPLICATION, BETTY_BLOCKS_EMAIL, BETTY_BLOCKS_API_KEY
    data      BETTY_BLOCKS_APPLICATION, BETTY_BLOCKS_APPLICATION_ID (unless the application is the
              whole runtime URL), BETTY_BLOCKS_AUTHENTICATION_PROFILE_ID, BETTY_BLOCKS_USERNAME,
              BETTY_BLOCKS_PASSWORD

The summary at the end holds no secrets, hosts, names or values. You can paste it into an issue.
`;
