/** What people write as their town, looked up in the real list on real PostgreSQL (M4). */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gazetteer } from "../../src/gazetteer.ts";
import { type Connection, connect } from "../../src/store/db.ts";
import { countPlaces, placesNamed } from "../../src/store/places.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

let database: TestDatabase;
let connection: Connection;

beforeAll(async () => {
  database = await testDatabase();
  connection = connect({ url: database.url, max: 6 });
});

afterAll(async () => {
  await connection.close();
  await database.drop();
});

async function named(text: string): Promise<string[]> {
  return (await placesNamed(connection.db, text)).map(({ name }) => name);
}

test.each([
  ["Girnoa", "Girona"],
  ["Olto", "Olot"],
  ["Barcleona", "Barcelona"],
  ["Viella", "Vielha e Mijaran"],
  ["Slat", "Salt"],
])("M4: one slip of the finger is forgiven, in short names too: %s is %s", async (said, meant) => {
  expect(await named(said)).toContain(meant);
});

describe("every one of the 947 towns is found, alone, by its own name", () => {
  const ways: readonly (readonly [string, (name: string) => string])[] = [
    ["as it is written", (name) => name],
    ["without accents", (name) => name.normalize("NFD").replace(/\p{M}/gu, "")],
    ["in small letters", (name) => name.toLowerCase()],
    ["in capitals", (name) => name.toUpperCase()],
    ["without its article", (name) => name.replace(/^(?:L'|El |La |Els |Les )/, "")],
    ["decomposed, as some telephones send it", (name) => name.normalize("NFD")],
  ];
  test.each(ways)("%s", { timeout: 60_000 }, async (_way, write) => {
    const towns = gazetteer();
    expect(towns.length).toBe(947);
    const answers = await Promise.all(towns.map(({ name }) => named(write(name))));
    const astray = towns.flatMap(({ name }, n) =>
      answers[n]?.length === 1 && answers[n]?.[0] === name
        ? []
        : [`${write(name)}: ${answers[n]?.join(", ")}`],
    );
    expect(astray).toEqual([]);
  });
});

describe("spelling is forgiven: one town is plain", () => {
  test.each([
    ["Hospitalet", "L'Hospitalet de Llobregat"],
    ["l'Hospitalet", "L'Hospitalet de Llobregat"],
    ["Sta Coloma de Gramenet", "Santa Coloma de Gramenet"],
    ["Sta. Coloma de Gramanet", "Santa Coloma de Gramenet"],
    ["Vilafranca", "Vilafranca del Penedès"],
    ["Gerona", "Girona"],
    ["Lérida", "Lleida"],
    ["LLeida", "Lleida"],
    ["San Cugat del Valles", "Sant Cugat del Vallès"],
    ["Barselona", "Barcelona"],
    ["Bcn", "Barcelona"],
    ["Sabadel", "Sabadell"],
    ["Figueres", "Figueres"],
    ["Figueras", "Figueres"],
    ["Tarrasa", "Terrassa"],
    ["Mataro", "Mataró"],
    ["Granoyers", "Granollers"],
    ["Manressa", "Manresa"],
    ["Vich", "Vic"],
    ["Casteldefels", "Castelldefels"],
    ["Vilanova y la Geltru", "Vilanova i la Geltrú"],
    ["Tortossa", "Tortosa"],
    ["Anposta", "Amposta"],
    ["Igualda", "Igualada"],
    ["Bañolas", "Banyoles"],
    ["Palafrujell", "Palafrugell"],
    ["Puicerda", "Puigcerdà"],
    ["La Seu", "La Seu d'Urgell"],
    ["Molins de Rey", "Molins de Rei"],
    ["San Andres de la Barca", "Sant Andreu de la Barca"],
    ["Sant Adria", "Sant Adrià de Besòs"],
    ["Montcada", "Montcada i Reixac"],
    ["Moncada i Reixach", "Montcada i Reixac"],
    ["Caldas de Montbui", "Caldes de Montbui"],
    ["Lloret", "Lloret de Mar"],
    ["La Escala", "L'Escala"],
    ["St. Celoni", "Sant Celoni"],
    ["Esparraguera", "Esparreguera"],
    ["Gavá", "Gavà"],
    ["Blanas", "Blanes"],
    ["Sant Feliu de Guixols", "Sant Feliu de Guíxols"],
  ])("%s", async (said, town) => {
    expect(await named(said)).toEqual([town]);
  });
});

describe("what may mean several towns is offered, the likeliest first", () => {
  test.each([
    ["La Bisbal", "La Bisbal d'Empordà"],
    ["Sant Pere", "Sant Pere de Ribes"],
    ["Sta Coloma", "Santa Coloma de Gramenet"],
    ["Cornella", "Cornellà de Llobregat"],
    ["San Boi", "Sant Boi de Llobregat"],
    ["Arenys", "Arenys de Mar"],
    ["Premia", "Premià de Mar"],
    ["Vilassar", "Vilassar de Mar"],
    ["Mollet", "Mollet del Vallès"],
    ["Sant Sadurní", "Sant Sadurní d'Anoia"],
    ["Castellar", "Castellar del Vallès"],
  ])("%s", async (said, first) => {
    const offered = await named(said);
    expect(offered[0]).toBe(first);
    expect(offered.length).toBeGreaterThan(1);
    expect(offered.length).toBeLessThanOrEqual(8);
  });
});

describe("what is not plain is offered at least, never refused", () => {
  test.each([
    ["Badelona", "Badalona"],
    ["Cerdanyola", "Cerdanyola del Vallès"],
    ["Balager", "Balaguer"],
    ["Vals", "Valls"],
    ["Martorey", "Martorell"],
    ["Olod", "Olot"],
    ["Esplugas", "Esplugues de Llobregat"],
    ["Rosas", "Roses"],
    ["Seo de Urgel", "La Seu d'Urgell"],
    ["Villanueva y Geltrú", "Vilanova i la Geltrú"],
    ["Biladecans", "Viladecans"],
    ["Prat de Llobregat", "El Prat de Llobregat"],
    ["San Adrian de Besos", "Sant Adrià de Besòs"],
    ["Vilafranca del Panades", "Vilafranca del Penedès"],
    ["Cubellas", "Cubelles"],
  ])("%s", async (said, town) => {
    expect(await named(said)).toContain(town);
  });
});

describe("in a sentence", () => {
  test.each([
    ["Visc a Vic", "Vic"],
    ["I live in Olot", "Olot"],
    ["vivo en Reus", "Reus"],
    ["Castellar (Vallès)", "Castellar del Vallès"],
    ["La Bisbal (Penedès)", "La Bisbal del Penedès"],
    ["Soc de Manresa", "Manresa"],
    ["soc d'Olot", "Olot"],
    ["a Girona", "Girona"],
    ["Girona!", "Girona"],
    ["Girona, gràcies", "Girona"],
    ["Visc a l'Hospitalet", "L'Hospitalet de Llobregat"],
    ["Visc a la Bisbal d'Empordà", "La Bisbal d'Empordà"],
    ["Visc a Vic 😊", "Vic"],
    ["I'm from Sabadell", "Sabadell"],
    ["We live in Sant Cugat del Vallès", "Sant Cugat del Vallès"],
    ["Torroella de Montgrí - Baix Empordà", "Torroella de Montgrí"],
    ["Girona\nGràcies!", "Girona"],
    ["«Girona»", "Girona"],
  ])("%j", async (said, town) => {
    expect(await named(said)).toEqual([town]);
  });

  test.each(["Madrid", "París", "València", "no ho sé", "hola", "què és això?", "12345"])(
    "%s is no town of ours",
    async (said) => {
      expect(await named(said)).toEqual([]);
    },
  );
});

describe("hostile input finds nothing, quickly, and harms nothing", () => {
  test.each([
    ["a percent sign", "%"],
    ["percent signs", "%%%"],
    ["underscores", "____"],
    ["a backslash", "\\"],
    ["backslashes and percent signs", "\\%\\_\\\\"],
    ["quotes", `'"\`''""`],
    ["SQL", "'; drop table place; --"],
    ["emoji", "👍👩‍👩‍👧‍👦🏴󠁥󠁳󠁣󠁴󠁿"],
    ["nothing", ""],
    ["blanks", "   \n\t "],
    ["half a character", "\ud800\udc00\ud800"],
    ["control characters", "\u0000\u0001\u202e\u200b"],
    ["100 kB of one letter", "a".repeat(100_000)],
    ["100 kB of beginnings", "visc a ".repeat(14_000)],
    ["100 kB of words", "sant pere de ".repeat(8_000)],
    ["100 kB of brackets", "(".repeat(100_000)],
    ["100 kB of blanks", `a${" ".repeat(100_000)}b`],
    ["100 kB of accents", `e${"\u0301".repeat(100_000)}`],
    ["100 kB of emoji", "😀".repeat(25_000)],
  ])("%s", async (_what, said) => {
    const at = performance.now();
    const found = await named(said);
    expect(performance.now() - at).toBeLessThan(1_000);
    expect(found.length).toBeLessThanOrEqual(8);
    expect(await countPlaces(connection.db)).toBe(947);
  });

  test("a name with NUL, %, _ or quotes in it means the town or nothing, never all", async () => {
    for (const said of ["Gi\u0000rona", "Girona%", "%Girona%", "Gir_na", "Girona'--", '"Girona"']) {
      const found = await named(said);
      expect(found.length, said).toBeLessThanOrEqual(2);
    }
  });
});
