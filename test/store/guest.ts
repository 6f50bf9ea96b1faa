/**
 * A small program that uses the embedded database as the real one does: starts or joins it, says so, keeps
 * a connection, and leaves on SIGTERM. Tests run several at once, and as other users.
 */
import { client } from "../../src/store/client.ts";
import { startEmbedded } from "../../src/store/embedded.ts";

const [, , dataDir = ""] = process.argv;
try {
  const embedded = await startEmbedded(dataDir);
  const sql = client(embedded.url, { max: 1 });
  const [row] = await sql<{ user: string }[]>`select current_setting('server_version') as user`;
  process.stdout.write(`joined ${embedded.url} ${row?.user}\n`);
  process.once("SIGTERM", async () => {
    await sql.end({ timeout: 5 });
    await embedded.leave();
    process.exit(0);
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : error}\n`);
  process.exit(78);
}
