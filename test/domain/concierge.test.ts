import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { languageShown, nameIn, understand } from "../../src/domain/concierge.ts";
import { anyText } from "./made-up.ts";

const kind = (reply: string) => understand(reply).kind;

describe("accepted words", () => {
  test.each([
    ["ca", ["sí", "si", "d'acord", "d’acord", "dacord"]],
    ["es", ["sí", "si", "vale"]],
    ["en", ["yes", "ok", "okay"]],
  ])("C2: yes in %s, however it is written", (_, words) => {
    for (const word of words) {
      const ways = [word, word.toUpperCase(), `${word.charAt(0).toUpperCase()}${word.slice(1)}`];
      for (const way of [...ways, word.normalize("NFD")]) {
        for (const around of ["%", " % ", "%.", "%!!!", "¡%!", "% 🙂", "%🙂", "%…", "«%»", '"%"']) {
          const reply = around.replace("%", way);
          expect(understand(reply), reply).toEqual({ kind: "yes", name: null });
        }
      }
    }
  });

  test.each(["👍", "👍🏽", " 👍 "])("C2: %s is a yes", (reply) => {
    expect(understand(reply)).toEqual({ kind: "yes", name: null });
  });

  test.each([
    "no",
    "No",
    "NO",
    " no. ",
    "No!",
    "¡No!",
    "«no»",
    "no…",
    "No 🙁",
    "no :(",
    "No, gràcies",
    "No, gràcies!",
    "No, gràcies 🙂",
    "no gracias.",
    "No, thanks!",
    "no thank you",
    "No, ara no",
    "No, ahora no.",
    "No, not now",
    "No vull",
    "no quiero",
    "No, no!",
    "No gracias, ahora no",
    "No, gràcies.\nSalut!",
  ])("C2: %s is a no", (reply) => {
    expect(understand(reply)).toEqual({ kind: "no" });
  });

  test.each([
    "stop",
    "STOP",
    "Stop!",
    "stop 🛑",
    "¡Stop!",
    "#stop",
    "Stop, please",
    "prou",
    "Prou!",
    "PROU.",
    "Prou, gràcies",
    "para",
    "¡Para!",
    "Para ya",
    "para de escribirme ya",
    "baja",
    "Baja.",
    "baixa",
    "  stop\n",
  ])("C1: %s is a stop", (reply) => {
    expect(understand(reply)).toEqual({ kind: "stop" });
  });

  test.each([
    ["1", 1],
    [" 2 ", 2],
    ["2.", 2],
    ["2)", 2],
    ["#2", 2],
    ["# 3", 3],
    ["3r no", null],
    ["12", 12],
    ["123", null],
    ["17001", null],
    ["1 i 2", null],
  ])("C2: %s as a number of a choice: %s", (reply, n) => {
    expect(understand(reply)).toEqual(
      n === null ? { kind: "words", text: reply } : { kind: "number", n },
    );
  });
});

describe("what is neither yes nor no", () => {
  test.each([
    "ok, no gracias",
    "Vale, pero no puedo",
    "Sí o no?",
    "yes but not now, sorry",
    "Vale, mejor no",
    "D'acord, però no m'hi apunto",
    "ok no",
    "Ok. No.",
    "vale, pero no",
    "Sí però ara no",
    "sí, no vull que ho digueu",
    "yes or no",
    "sí no",
    "yes, no",
    "D'acord, però abans digueu-me qui sou",
    "Sí, però encara he de parlar-ne a casa",
    "ok, don't tell anybody",
    "Yes if Marta comes",
    "sí, potser",
    "vale?",
    "Ok, ¿y quién sois",
    "D’acord, mai",
  ])("C2: a yes that is taken back, or left open, is none: %s", (reply) => {
    expect(understand(reply)).toEqual({ kind: "words", text: reply });
  });

  test("C2: whatever follows, with a no in it, it is no consent", () => {
    const yeses = fc.constantFrom("sí", "Sí,", "d'acord", "vale", "ok", "OK.", "yes", "Yes!");
    const noes = fc.constantFrom("no", "NO", "not", "però no", "pero no", "but no", "mai", "never");
    const more = fc.constantFrom("", " gràcies", " gracias", " thanks", ", Anna", " 🙂", "!");
    fc.assert(
      fc.property(yeses, noes, more, (yes, no, rest) => {
        expect(understand(`${yes} ${no}${rest}`).kind).toBe("words");
      }),
    );
  });

  test.each(["si gracias", "Si gràcies!", "si vull", "si endavant", "si si us plau", "si, vull"])(
    "C2: a yes without its accent, and agreement: %s",
    (reply) => {
      expect(understand(reply)).toEqual({ kind: "yes", name: null });
    },
  );

  test.each([
    "Si puc, vindré",
    "si puedo iré",
    "Si us plau",
    "Sí?",
    "no ho sé",
    "No ho sé encara",
    "no sé",
    "not sure",
    "No?",
    "Notaria",
    "Noves de Segre",
    "Sils",
    "Sitges",
    "Sió",
    "Valls",
    "València",
    "okupa",
    "Stopmotion",
    "Paradís",
    "Bajada",
    "Aturat i para de plorar",
    "Visc a Salt i no vull moure'm",
    "",
    "…",
    "🙂",
  ])("C2: “%s” stays words", (reply) => {
    expect(understand(reply)).toEqual({ kind: "words", text: reply });
  });

  test("C1: a stop word deep in a sentence, or at the head of a long one, stops nothing", () => {
    expect(kind("Viu i para de comptar")).toBe("words");
    expect(kind("Para mí mejor en Girona")).toBe("words");
  });
});

const anything = fc.oneof(
  anyText(700),
  fc.string({ unit: "grapheme", maxLength: 700 }),
  fc
    .array(
      fc.constantFrom(
        ..."sí si no d'acord vale stop para em dic # 1 2 . , ! ¡ 🙂 👍 \u200d \u202e \n".split(" "),
        "\u0301",
        "\ud83d",
        " ",
      ),
    )
    .map((parts) => parts.join("")),
);

describe("C10: commands, the same in every language", () => {
  test.each([
    [
      "link",
      [
        "link",
        "Enllaç",
        "enllac!",
        "ENLACE.",
        "la meva pàgina",
        "Mi página",
        "my page",
        "l’enllaç",
      ],
    ],
    ["help", ["help", "Ajuda", "¿Ayuda?", "ajut"]],
  ] as const)("%s", (meant, texts) => {
    for (const text of texts) expect(understand(text), text).toEqual({ kind: meant });
  });

  test.each([
    ["ca", ["català", "en català", "catalán", "Catalan"]],
    ["es", ["castellano", "Español", "en castellano", "castellà", "Spanish"]],
    ["en", ["english", "In English", "inglés", "anglès"]],
  ] as const)("the language %s", (language, texts) => {
    for (const text of texts) {
      expect(understand(text), text).toEqual({ kind: "language", language });
    }
  });

  test.each([
    "un enllaç al meu poble",
    "parlo català",
    "I need help with the garden",
    "constructor",
  ])("%s is no command: it says more, or something else", (text) => {
    expect(understand(text).kind).toBe("words");
  });
});

describe("anything at all", () => {
  test("C2: is read without an error, and a name is short and of one line", () => {
    fc.assert(
      fc.property(anything, (reply) => {
        const heard = understand(reply);
        expect(["stop", "yes", "no", "number", "link", "help", "language", "words"]).toContain(
          heard.kind,
        );
        if (heard.kind === "yes" && heard.name !== null) {
          expect([...heard.name].length).toBeLessThanOrEqual(40);
          expect(heard.name).not.toMatch(/[\r\n<>@]/);
        }
        if (heard.kind === "number") expect(heard.n).toBeLessThan(100);
        if (heard.kind === "words") expect(heard.text.length).toBeLessThanOrEqual(500);
        expect([null, "ca", "es", "en"]).toContain(languageShown(reply));
      }),
      { numRuns: 1000 },
    );
  });

  test("C2: the same however its letters are composed", () => {
    fc.assert(
      fc.property(anything, (reply) => {
        const short = reply.normalize("NFC").slice(0, 400);
        expect(understand(short.normalize("NFD"))).toEqual(understand(short));
      }),
    );
  });

  test.each([
    "a",
    " ",
    "!",
    ",",
    "no ",
    "sí ",
    "em dic ",
    "\n",
    "#",
    "-",
    "d'",
    "(",
    "🙂",
    "\u0301",
  ])("C2: 100 kB of %j are read, and asking for a name of them returns", (part) => {
    const long = part.repeat(Math.ceil(100_000 / part.length));
    for (const reply of [long, `sí ${long}`, `no ${long}x`, `${long}x`]) {
      expect(kind(reply)).not.toBe("number");
      nameIn(reply);
      languageShown(reply);
    }
  });
});
