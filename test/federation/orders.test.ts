/** Every order in which F1, U1, F2 and U2 may arrive at the door, each twice (R9, B3, A21): what was signed last counts. */
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { actorIri } from "../../src/addresses.ts";
import { allProjects } from "../../src/store/projects.ts";
import { activityJson, draft } from "./signer.ts";
import { rows, type World, world } from "./world.ts";

const context = "https://www.w3.org/ns/activitystreams";
/** In the order in which they were signed; both Follows, and both Undos, bear one id, as Misskey's do. */
const said = ["F1", "U1", "F2", "U2"] as const;
type Said = (typeof said)[number];

let w: World;
let project: string;
let serial = 0;

beforeAll(async () => {
  w = await world();
  const [first] = await allProjects(w.instance.db);
  if (first === undefined) throw new Error("no project");
  project = actorIri(w.instance.origin, { kind: "project", id: first.id });
  return () => w.instance.close();
});

function orders<Of>(some: readonly Of[]): readonly (readonly Of[])[] {
  if (some.length === 0) return [[]];
  return some.flatMap((one, n) => orders(some.toSpliced(n, 1)).map((rest) => [one, ...rest]));
}

/** Somebody new says them in this order, each twice; gives whether they follow in the end. */
async function follows(order: readonly Said[]): Promise<boolean> {
  const { iri, keyId } = w.sender("veins.test", `a${++serial}`);
  const follow = { id: `${iri}/follow`, type: "Follow", actor: iri, object: project };
  const undo = { id: `${iri}/undo`, type: "Undo", actor: iri, object: follow };
  for (const one of order) {
    const body = JSON.stringify({ "@context": context, ...(one.startsWith("F") ? follow : undo) });
    const at = new Date(Date.now() - 60_000 + said.indexOf(one) * 10_000);
    const request = () =>
      draft(`${w.instance.origin}/ap/inbox`, body, { keyId }, { at, contentType: activityJson });
    for (const again of [request(), request()]) {
      expect((await w.instance.answer(again)).status).toBe(202);
    }
    await w.instance.settle();
  }
  const [row] = await rows<{ n: number }>(
    w.instance,
    sql`select count(*)::int as n from interest join person on person.id = person_id
      where iri = ${iri} and state <> 'withdrawn'`,
  );
  return row?.n === 1;
}

test.each(orders(said).map((order) => [order.join(" "), order] as const))(
  "R9: %s, each twice: nobody follows after U2",
  async (_, order) => {
    expect(await follows(order)).toBe(false);
  },
);

test.each(orders(said.slice(0, 3)).map((order) => [order.join(" "), order] as const))(
  "R9: %s, each twice: F2 counts",
  async (_, order) => {
    expect(await follows(order)).toBe(true);
  },
);
