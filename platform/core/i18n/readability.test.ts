import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { bandOf, FEWEST_WORDS, readingOf, sentencesOf, syllablesOf, wordsOf } from './readability.ts';

/** Words as the Ortografía divides them. */
const DIVIDED = `
  sol pan-tal-la com-pu-ta-do-ra in-te-li-gen-cia ar-ti-fi-cial
  ai-re cau-sa pei-ne deu-da boi-na via-je cie-lo vio-lín cua-dro fue-go cuo-ta ciu-dad cui-da-do
  pa-ís ba-úl re-ír o-ír rí-o ma-íz pú-a ca-í-da ha-bí-a po-e-ta ca-os hé-ro-e a-é-re-o le-er zo-o a-ho-ra al-co-hol
  can-ción a-cuér-da-te hués-ped diá-lo-go náu-ti-co tam-bién a-vión
  buey U-ru-guay es-tu-diáis lim-piéis miau
  que que-so quí-mi-ca guí-a gue-rra se-guir pin-güi-no ver-güen-za a-gua an-ti-guo
  rey ley hoy muy y ya yo ma-yo yu-pa-na a-yer pro-yec-to es-toy
  prohi-bi-ción ahu-mar de-sahu-cio bú-ho pro-hí-be
  cons-truir je-sui-ta ins-truc-ción tran-se-ún-te o-ce-á-no res-pon-sa-bi-li-dad
  chi-i-ta al-go-rit-mo per-so-na su-per-vi-sión e-va-lua-ción de-sa-rro-llo
`.trim().split(/\s+/);

describe('syllables', () => {
  for (const divided of DIVIDED) {
    it(divided, () => {
      assert.equal(syllablesOf(divided.replaceAll('-', '')), divided.split('-').length);
    });
  }

  it('are the same in capitals, and in letters with their accents apart', () => {
    for (const divided of DIVIDED) {
      const word = divided.replaceAll('-', '');
      assert.equal(syllablesOf(word.toUpperCase()), syllablesOf(word));
      assert.equal(syllablesOf(word.normalize('NFD')), syllablesOf(word));
    }
  });
});

describe('sentences', () => {
  it('end at stops, and not at abbreviations and numbers', () => {
    assert.deepEqual(sentencesOf('Según el art. 5 del D.S. 115, hay 1.500 casos. ¿Quién responde? ¡Todos! Fin'), ['Según el art 5 del D.S 115, hay 1.500 casos.', '¿Quién responde?', '¡Todos!', 'Fin']);
    assert.deepEqual(sentencesOf('Una lista:\n- primero\n- segundo'), ['Una lista:', '- primero', '- segundo']);
    assert.deepEqual(sentencesOf(' \n… 	'), []);
  });
});

describe('the index', () => {
  it('is that of the formula', () => {
    // Counted by hand: 22 words, 2 sentences, 18 and 25 syllables.
    const text = 'El programa ordena los pedidos de cita por urgencia. Una enfermera mira la lista y llama primero a quien más lo necesita.';
    const reading = readingOf(text);
    assert.equal(wordsOf(text).length, reading?.words);
    const syllables = wordsOf(text).reduce((sum, word) => sum + syllablesOf(word), 0);
    assert.deepEqual([reading?.words, reading?.sentences, syllables], [22, 2, 43]);
    // 206.835 − 62.3 · 43/22 − 22/2
    assert.ok(Math.abs((reading?.score ?? 0) - 74.0668) < 1e-3, String(reading?.score));
    assert.equal(reading?.band, 'easy');
  });

  it('has the bands of INFLESZ', () => {
    assert.deepEqual([0, 40, 40.1, 55, 55.1, 65, 65.1, 80, 80.1].map(bandOf), ['very_hard', 'very_hard', 'hard', 'hard', 'normal', 'normal', 'easy', 'easy', 'very_easy']);
  });

  it('tells the prose of a law from that of a notice', () => {
    const law = readingOf('La presente disposición tiene por finalidad establecer los lineamientos metodológicos para la implementación progresiva de la gobernanza institucional de los sistemas algorítmicos utilizados por las entidades de la administración pública, garantizando la transparencia, la trazabilidad y la explicabilidad.');
    const notice = readingOf('Este programa lee su pedido y le da un turno. Si no está de acuerdo, diga «no» y una persona verá su caso. No cuesta nada. Puede venir con quien quiera.');
    assert.equal(law?.band, 'very_hard');
    assert.equal(notice?.band, 'very_easy');
    assert.ok((law?.longest.words ?? 0) > 25);
    assert.equal(law?.longest.start, 'La presente disposición tiene por finalidad establecer los…');
    assert.ok(law?.longWords.includes('explicabilidad'));
  });

  it('gives no verdict on a short text', () => {
    assert.equal(readingOf(Array.from({ length: FEWEST_WORDS - 1 }, () => 'casa').join(' ')), undefined);
    assert.notEqual(readingOf(Array.from({ length: FEWEST_WORDS }, () => 'casa').join(' ')), undefined);
  });

  it('answers any text, and a long one soon', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
      const reading = readingOf(text);
      assert.ok(reading === undefined || (Number.isFinite(reading.score) && reading.sentences > 0));
    }));
    const started = performance.now();
    readingOf('aeiou'.repeat(200_000));
    readingOf('art. '.repeat(200_000));
    readingOf(`${'a '.repeat(200_000)}.`);
    assert.ok(performance.now() - started < 3000);
  });
});
