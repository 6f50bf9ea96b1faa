/** The twenty people of the demo: who they are, where they live, and what each of them will do. */

export type Plan = {
  readonly handle: string;
  readonly name: string;
  readonly area: "girona" | "osona";
  readonly language: "ca" | "es" | "en";
  /** The town as its own people write it. */
  readonly home: string;
  /** What they write when they are asked where they live, one after the other; nothing: silence. */
  readonly towns: readonly string[];
  /** What they answer to "may we tell the cooperative?"; null: they were gone before. */
  readonly share: string | null;
  /** What they answer to an invitation; null: silence. */
  readonly join: string | null | "unfollows";
  /** They answer the invitation only when they are reminded. */
  readonly hesitates: boolean;
  /** The name that a team may call them by, if they give one. */
  readonly called: string | null;
  /** Milliseconds from reading to answering. */
  readonly thinks: number;
};

type Rest = Partial<Omit<Plan, "handle" | "name" | "area" | "language" | "home">>;

function person(
  area: Plan["area"],
  language: Plan["language"],
  [name, handle]: readonly [string, string],
  home: string,
  rest: Rest,
): Plan {
  const usual = {
    towns: [home],
    share: null,
    join: null,
    hesitates: false,
    called: null,
    thinks: 900,
  };
  return { handle, name, area, language, home, ...usual, ...rest };
}

const girona: readonly Plan[] = [
  person("girona", "ca", ["Berta Vidal", "bvidal"], "Girona", {
    share: "Sí",
    join: "Sí, Berta",
    called: "Berta",
  }),
  person("girona", "ca", ["Jordi Puigdemunt", "puigde"], "Salt", {
    towns: ["Visc a Salt"],
    share: "d'acord",
    join: "Sí",
    called: "Jordi",
    thinks: 1200,
  }),
  person("girona", "ca", ["Fàtima El Idrissi", "felidrissi"], "Salt", {
    share: "si",
    join: "sí, Fàtima",
    called: "Fàtima",
    thinks: 700,
  }),
  person("girona", "es", ["Ibrahima Diallo", "idiallo"], "Vilablareix", {
    towns: ["vilablarex"],
    share: "vale",
    join: "Sí, Ibra",
    called: "Ibra",
    thinks: 1600,
  }),
  person("girona", "en", ["Oleksandra Kovalenko", "okovalenko"], "Celrà", {
    towns: ["I live in Celra"],
    share: "Yes",
    join: "Yes, Olya",
    hesitates: true,
    called: "Olya",
    thinks: 1400,
  }),
  person("girona", "ca", ["Arnau Serrallonga", "serrallonga"], "Girona", { towns: [] }),
  person("girona", "es", ["Pilar Romero", "promero"], "Girona", {
    towns: ["Vivo en Gerona"],
    share: "No",
    thinks: 1100,
  }),
  person("girona", "es", ["Xin Chen", "xinchen"], "Girona", {
    share: "Sí",
    join: "unfollows",
    thinks: 800,
  }),
  person("girona", "en", ["Tom Ashworth", "tashworth"], "Quart", { towns: ["STOP"] }),
  person("girona", "ca", ["Queralt Bosch", "qbosch"], "Sant Julià de Ramis", {
    towns: ["Sant Julià", "Sant Julià de Ramis"],
    share: "Sí",
    join: "No",
    thinks: 1000,
  }),
];

const osona: readonly Plan[] = [
  person("osona", "ca", ["Mercè Casadevall", "casadevall"], "Vic", {
    share: "Sí",
    join: "Sí, Mercè",
    called: "Mercè",
    thinks: 2600,
  }),
  person("osona", "ca", ["Gurpreet Singh", "gpsingh"], "Vic", {
    towns: ["vic"],
    share: "sí",
    join: "sí, Gurpreet",
    called: "Gurpreet",
    thinks: 2900,
  }),
  person("osona", "ca", ["Ferran Codina", "fcodina"], "Manlleu", {
    share: "D'acord",
    join: "Sí",
    called: "Ferran",
    thinks: 3200,
  }),
  person("osona", "ca", ["Aïcha Benali", "abenali"], "Manlleu", {
    share: "Sí",
    join: "Sí, Aïcha",
    called: "Aïcha",
    thinks: 3500,
  }),
  person("osona", "en", ["Kwame Mensah", "kmensah"], "Roda de Ter", {
    towns: ["Roda", "Roda de Ter"],
    share: "ok",
    join: "Yes, Kwame",
    called: "Kwame",
    thinks: 3800,
  }),
  person("osona", "es", ["Rocío Jiménez", "rjimenez"], "Vic", {
    towns: ["Vich"],
    share: "sí",
    join: "Sí, Rocío",
    hesitates: true,
    called: "Rocío",
    thinks: 1500,
  }),
  person("osona", "ca", ["Biel Sala", "bielsala"], "Calldetenes", { share: "Sí" }),
  person("osona", "ca", ["Dolors Verdaguer", "dverdaguer"], "Folgueroles", {
    share: "no",
    thinks: 1300,
  }),
  person("osona", "en", ["Emily Clarke", "emclarke"], "Gurb", {
    towns: ["Toulouse", "Gurb"],
    share: "Yes",
    join: "No, thanks",
    thinks: 1700,
  }),
  person("osona", "es", ["Wilson Quispe", "wquispe"], "Santa Eugènia de Berga", {
    towns: ["Santa Eugenia de Berga"],
    share: "baja",
    thinks: 1000,
  }),
];

export const people: readonly Plan[] = [...girona, ...osona];
