/**
 * A small program that uses the embedded database as the real one does: starts or joins it, says so, keeps
 * a connection, and leaves on SIGTERM. Tests run several at once, and as other users.
 */
import { client } from "../../src/store/client.ts";
import { startEmbedded } from "../../src/store/embedded.ts";

const [, , dataDir = ""] = process.argv;
const told = new Promise<void>((resolve) => {
  process.once("SIGTERM", resolve);
});
try {
  const embedded = await startEmbedded(dataDir);
  const sql = client(embedded.url, { max: 1 });
  await sql`create table if not exists visit (at timestamptz not null default now())`;
  await sql`insert into visit default values`;
  const [row] = await sql<{ visits: number }[]>`select count(*)::int as visits from visit`;
  process.stdout.write(`${embedded.url}\nvisit ${row?.visits}\nlistening ${process.env.ORIGIN}\n`);
  await told;
  await sql.end({ timeout: 5 });
  await embedded.leave();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : error}\n`);
  process.exit(78);
}
