/** Spreadsheets of strangers: what is read from honest files, and what hostile ones get. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { type BookType, utils, type WorkSheet, write } from '@e965/xlsx';
import { assert as always, bigInt, integer, property } from 'fast-check';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { columnName, columnNumber, LIMITS, readSpreadsheet, SpreadsheetRefused, type Workbook } from './index.ts';
import { decimalOf } from './office.ts';

const text = (content: string): Uint8Array => Buffer.from(content, 'utf8');
const shown = ({ sheets }: Workbook, sheet = 0): (string | undefined)[][] => (sheets[sheet]?.rows ?? []).map((row) => Array.from({ length: Math.max(-1, ...Object.keys(row).map(Number)) + 1 }, (_, column) => row[column]?.text));

async function refusal(bytes: Uint8Array, name: string): Promise<SpreadsheetRefused> {
  try {
    await readSpreadsheet(bytes, name);
  } catch (error) {
    if (error instanceof SpreadsheetRefused) return error;
    throw error;
  }
  return assert.fail(`${name} was read`);
}

function book(type: BookType, change: (sheet: WorkSheet) => void = () => {}, rows: unknown[][] = [['Región', 2018], ['Cusco', 0.123], ['Áncash', '45,6']]): Uint8Array {
  const sheet = utils.aoa_to_sheet(rows);
  change(sheet);
  const made = utils.book_new();
  utils.book_append_sheet(made, sheet, 'Cuadro 1');
  return write(made, { type: 'buffer', bookType: type }) as Uint8Array;
}

/** The least that a workbook needs, around the XML of one sheet. */
function xlsx(sheet: string, more: Zippable = {}): Uint8Array {
  return zipSync({
    '[Content_Types].xml': strToU8('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'),
    '_rels/.rels': strToU8('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
    'xl/workbook.xml': strToU8('<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Hoja 1" sheetId="1" r:id="r1"/></sheets></workbook>'),
    'xl/_rels/workbook.xml.rels': strToU8('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'),
    'xl/worksheets/sheet1.xml': strToU8(sheet),
    ...more,
  });
}
const sheetXml = (data: string, before = ''): string => `<?xml version="1.0"?>${before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${data}</sheetData></worksheet>`;

function ods(table: string): Uint8Array {
  return zipSync({
    mimetype: [strToU8('application/vnd.oasis.opendocument.spreadsheet'), { level: 0 }],
    'META-INF/manifest.xml': strToU8('<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'),
    'styles.xml': strToU8('<?xml version="1.0"?><office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'),
    'content.xml': strToU8(`<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Hoja">${table}</table:table></office:spreadsheet></office:body></office:document-content>`),
  });
}

function change(sheet: WorkSheet): void {
  sheet['B2'].z = '0.0%';
  sheet['A5'] = { t: 'n', v: 43862, z: 'd/m/yyyy' }
  sheet['B5'] = { t: 'n', v: 7, f: '3+4' }
  sheet['!ref'] = 'A1:B5';
  sheet['!merges'] = [utils.decode_range('A3:A4')];
}

describe('text files', () => {
  const content = 'Región;Año;Valor\nCusco;2018;"12,5"\nÁncash;2018;"a ""b""; c"\n';
  const cells = [['Región', 'Año', 'Valor'], ['Cusco', '2018', '12,5'], ['Áncash', '2018', 'a "b"; c']];

  it('are read in each encoding, and which one is told', async () => {
    const utf16 = Buffer.from(content, 'utf16le');
    const cases: readonly (readonly [string, Uint8Array])[] = [
      ['utf-8', text(content)],
      ['utf-8', text(`\ufeff${content}`)],
      ['utf-16le', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
      ['utf-16le', utf16],
      ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
      ['windows-1252', Buffer.from(content, 'latin1')],
    ];
    for (const [encoding, bytes] of cases) {
      const found = await readSpreadsheet(bytes, 'cifras.CSV');
      assert.deepEqual([found.encoding, found.separator, shown(found)], [encoding, ';', cells]);
    }
  });

  it('have the signs of Windows that Latin-1 has not', async () => {
    assert.deepEqual(shown(await readSpreadsheet(Buffer.from([0x80, 0x2c, 0x93, 0xf1, 0x94]), 'a.csv')), [['€', '“ñ”']]);
  });

  it('are divided by the separator that divides their lines evenly, decimal commas or not', async () => {
    for (const [separator, content] of [[',', 'a,b\n1,2\n'], ['\t', 'a\tb\n1,5\t2,5\n'], [';', 'a;b\n1,5;2,5\n3,5;4,5'], [';', 'sep=;\r\na;b,c\r\n'], ['|', 'a|b\n1|2']] as const) {
      assert.equal((await readSpreadsheet(text(content), 'a.csv')).separator, separator, content);
    }
  });

  it('keep their rows where they stand, empty ones and those of several lines included', async () => {
    assert.deepEqual(shown(await readSpreadsheet(text('a,b\n\n"x\ny",2\n'), 'a.csv')), [['a', 'b'], [], ['x\ny', '2']]);
  });

  it('whose quotation marks do not close are refused with the line', async () => {
    const { reason, details } = await refusal(text('a,b\n1,"2\n3,4\n'), 'a.csv');
    assert.equal(reason, 'quotes');
    assert.ok(Number(details['line']) >= 2);
  });
});

describe('workbooks', () => {
  it('of each program give text, exact numbers, percentages, dates, merged cells and formulas', async () => {
    for (const type of ['xlsx', 'biff8'] as const) {
      const found = await readSpreadsheet(book(type, change), `a.${type === 'biff8' ? 'xls' : type}`);
      const rows = found.sheets[0]?.rows ?? [];
      assert.equal(found.sheets[0]?.name, 'Cuadro 1');
      assert.deepEqual(rows[1]?.[1], { text: '12.3%', number: '0.123', percent: true }, type);
      assert.deepEqual(rows[2]?.[1], { text: '45,6' });
      assert.deepEqual(rows[3]?.[0], { text: 'Áncash', mergedInto: 'A3' });
      assert.equal(rows[4]?.[0]?.date, '2020-02-01');
      assert.equal(rows[4]?.[1]?.number, '7');
      if (type === 'xlsx') assert.equal(rows[4]?.[1]?.formula, 'computed');
    }
    assert.deepEqual(shown(await readSpreadsheet(book('ods'), 'a.ods')), [['Región', '2018'], ['Cusco', '0.123'], ['Áncash', '45,6']]);
  });

  it('tell a formula without its result, an error, a date as precise as it is shown', async () => {
    const data = '<row r="1"><c r="A1"><f>B1*2</f></c><c r="B1" t="e"><v>#DIV/0!</v></c><c r="C1"><f>1+1</f><v>2</v></c></row>';
    const [row] = (await readSpreadsheet(xlsx(sheetXml(data)), 'a.xlsx')).sheets[0]?.rows ?? [];
    assert.deepEqual([row?.[0]?.formula, row?.[1]?.error, row?.[2]?.formula, row?.[2]?.number], ['empty', true, 'computed', '2']);
    for (const [format, date] of [['yyyy', '2020'], ['mmm-yy', '2020-02'], ['dd/mm/yyyy', '2020-02-01'], ['[$-es]mmmm" de "yyyy', '2020-02']] as const) {
      const found = await readSpreadsheet(book('xlsx', (sheet) => (sheet['A1'] = { t: 'n', v: 43862, z: format })), 'a.xlsx');
      assert.equal(found.sheets[0]?.rows[0]?.[0]?.date, date, format);
    }
  });

  it('keep every decimal of 15 digits', () => {
    always(property(bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }), integer({ min: 0, max: 18 }), (digits, scale) => {
      const written = `${digits}e-${scale}`;
      assert.equal(Number(decimalOf(Number(written))), Number(written));
      assert.match(decimalOf(Number(written)), /^-?\d+(\.\d+)?$/);
    }));
    assert.equal(decimalOf(0.1 + 0.2), '0.3');
    assert.equal(decimalOf(1e21), '1000000000000000000000');
    assert.equal(decimalOf(1.5e-7), '0.00000015');
  });

  it('have merged blocks and dimensions that reach no further than the sheet', async () => {
    const xml = sheetXml('<row r="1"><c r="A1"><v>1</v></c></row>').replace('</sheetData>', '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>').replace('<sheetData>', '<dimension ref="A1:XFD1048576"/><sheetData>');
    const { sheets } = await readSpreadsheet(xlsx(xml), 'a.xlsx');
    assert.equal(sheets[0]?.rows.length, 1);
    const blank = await readSpreadsheet(ods('<table:table-row><table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'), 'a.ods');
    assert.equal(blank.sheets[0]?.rows.length, 1);
  });
});

describe('files that are no spreadsheet, or another one than they say', () => {
  it('are refused by what they are', async () => {
    const cases: readonly (readonly [string, string, Uint8Array])[] = [
      ['other_type', 'a.xlsx', text('a,b\n1,2\n')],
      ['other_type', 'a.csv', book('xlsx')],
      ['other_type', 'a.xls', book('xlsx')],
      ['other_type', 'a.ods', book('xlsx')],
      ['other_type', 'a.xlsx', book('biff8')],
      ['unknown_type', 'a.xls', text('<html><table><tr><td>1</td></tr></table></html>')],
      ['unknown_type', 'a.csv', text('%PDF-1.7')],
      ['unknown_type', 'a.csv', Buffer.from([1, 2, 0, 3, 0, 0, 0])],
      ['unknown_type', 'a.pdf', text('a,b')],
      ['unknown_type', 'cifras', text('a,b')],
      ['unknown_type', 'a.xlsx', zipSync({ 'a.txt': strToU8('a') })],
      ['unknown_type', 'a.xlsx', zipSync({ 'inner.xlsx': book('xlsx') })],
      ['empty', 'a.csv', new Uint8Array()],
      ['empty', 'a.csv', text('\ufeff \n\n')],
      ['empty', 'a.xlsx', book('xlsx', () => {}, [])],
      ['encrypted', 'a.xlsx', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')])],
    ];
    for (const [reason, name, bytes] of cases) assert.equal((await refusal(bytes, name)).reason, reason, name);
  });

  it('broken anywhere are refused or read, and nothing else', async () => {
    for (const [name, whole] of [['a.xlsx', book('xlsx')], ['a.ods', book('ods')], ['a.xls', book('biff8')]] as const) {
      for (const cut of [30, Math.floor(whole.length / 2), whole.length - 200]) {
        const noisy = Buffer.from(whole);
        randomBytes(40).copy(noisy, cut);
        for (const bytes of [whole.subarray(0, cut), noisy]) await readSpreadsheet(bytes, name).then(({ sheets }) => assert.ok(sheets.length > 0), (error: unknown) => assert.ok(error instanceof SpreadsheetRefused, String(error)));
      }
    }
  });
});

describe('hostile files', () => {
  it('of a million rows are refused at once, whatever their form', async () => {
    const rows = Array.from({ length: 1_000_000 }, (_, row) => `<row r="${row + 1}"><c r="A${row + 1}"><v>1</v></c></row>`).join('');
    const cases: readonly (readonly [string, Uint8Array])[] = [['a.csv', text('1,2\n'.repeat(1_000_000))], ['a.xlsx', xlsx(sheetXml(rows))], ['a.ods', ods('<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'.repeat(1_000_000))]];
    for (const [name, bytes] of cases) {
      const [start, memory] = [performance.now(), process.memoryUsage().rss];
      const { reason } = await refusal(bytes, name);
      assert.ok(reason === 'too_many_rows' || reason === 'bomb', `${name} ${reason}`);
      assert.ok(performance.now() - start < 6000, name);
      assert.ok(process.memoryUsage().rss - memory < 300 * 1024 * 1024, name);
    }
  });

  it('of a million columns are refused', async () => {
    assert.equal((await refusal(text(`${'1,'.repeat(1_000_000)}\n`), 'a.csv')).reason, 'too_many_columns');
    const cells = Array.from({ length: 16_384 }, (_, column) => `<c r="${columnName(column)}1"><v>1</v></c>`).join('');
    assert.equal((await refusal(xlsx(sheetXml(`<row r="1">${cells}</row>`)), 'a.xlsx')).reason, 'too_many_columns');
    assert.equal((await refusal(xlsx(sheetXml('<row r="1"><c r="XFD1"><v>1</v></c></row>')), 'a.xlsx')).reason, 'too_many_columns');
  });

  it('that repeat a cell over the whole sheet are refused', async () => {
    const cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>';
    const { reason } = await refusal(ods(`<table:table-row table:number-rows-repeated="1048576">${cell}</table:table-row>`), 'a.ods');
    assert.equal(reason, 'too_many_cells');
  });

  it('that swell are refused before they have, with what they say of themselves or without', async () => {
    const spaces = new Uint8Array(150 * 1024 * 1024).fill(0x20);
    const bomb = xlsx(sheetXml(''), { 'xl/sharedStrings.xml': spaces });
    assert.ok(bomb.length < LIMITS.bytes);
    const [start, memory] = [performance.now(), process.memoryUsage().rss];
    assert.equal((await refusal(bomb, 'a.xlsx')).reason, 'bomb');
    assert.ok(performance.now() - start < 4000);
    assert.ok(process.memoryUsage().rss - memory < 250 * 1024 * 1024);
    // The size in the local header says 1 byte.
    const liar = Buffer.from(bomb);
    for (let at = liar.indexOf('xl/sharedStrings.xml') - 30; at >= 0; at = -1) liar.writeUInt32LE(1, at + 22);
    assert.equal((await refusal(liar, 'a.xlsx')).reason, 'bomb');
  });

  it('of thousands of entries, or with zips within zips, are refused or left unopened', async () => {
    assert.equal((await refusal(zipSync(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`xl/${index}`, new Uint8Array()]))), 'a.xlsx')).reason, 'bomb');
    let nested: Uint8Array = strToU8('x');
    for (let depth = 0; depth < 50; depth += 1) nested = zipSync({ 'a.zip': nested });
    assert.deepEqual(shown(await readSpreadsheet(xlsx(sheetXml('<row r="1"><c r="A1"><v>1</v></c></row>'), { 'xl/embeddings/a.zip': nested }), 'a.xlsx')), [['1']]);
  });

  it('with entities are refused', async () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha">${Array.from({ length: 20 }, (_, index) => `<!ENTITY a${index} "${(index === 0 ? '&a;' : `&a${index - 1};`).repeat(10)}">`).join('')}]>`;
    assert.equal((await refusal(xlsx(sheetXml('<row r="1"><c r="A1" t="inlineStr"><is><t>&a19;</t></is></c></row>', laughs)), 'a.xlsx')).reason, 'entities');
    const outside = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>';
    assert.equal((await refusal(xlsx(sheetXml('<row r="1"><c r="A1" t="inlineStr"><is><t>&f;</t></is></c></row>', outside)), 'a.xlsx')).reason, 'entities');
  });

  it('that take too long are given up', async () => {
    const long = text(`${'a,b\n'.repeat(9000)}`);
    await assert.rejects(readSpreadsheet(long, 'a.csv', { ...LIMITS, milliseconds: 1 }), { reason: 'too_slow' });
  });

  it('larger than the limit are not read at all', async () => {
    assert.equal((await refusal(new Uint8Array(LIMITS.bytes + 1), 'a.csv')).reason, 'too_large');
  });

  it('many at once are read a few at a time, and all of them', async () => {
    const all = await Promise.all(Array.from({ length: 7 }, (_, index) => readSpreadsheet(text(`a,b\n${index},2`), 'a.csv')));
    assert.deepEqual(all.map(({ sheets }) => sheets[0]?.rows[1]?.[0]?.text), ['0', '1', '2', '3', '4', '5', '6']);
  });
});

it('names of columns and their numbers are each other’s', () => {
  always(property(integer({ min: 0, max: 16_383 }), (column) => assert.equal(columnNumber(columnName(column)), column)));
});
