// Open workbooks with exceljs or SheetJS: node read.cjs exceljs|xlsx FOLDER FILE...
// Prints {file: [[sheet, {texts: {A1: "..."}, notes: {A1: "..."}}]]}; FOLDER holds node_modules.
const { createRequire } = require("module");
const path = require("path");

const [library, folder, ...files] = process.argv.slice(2);
const load = createRequire(path.join(path.resolve(folder), "here.cjs"));

async function exceljs(file) {
  const { Workbook } = load("exceljs");
  const book = new Workbook();
  await book.xlsx.readFile(file);
  const sheets = [];
  book.eachSheet((sheet) => {
    const [texts, notes] = [{}, {}];
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        if (cell.isMerged && cell.master !== cell) return;
        const value = cell.hyperlink ? cell.text : cell.value;
        if (typeof value === "string" && value) texts[cell.address] = value;
        const note = cell.note;
        if (note) notes[cell.address] = note.texts ? note.texts.map((t) => t.text).join("") : note;
      })
    );
    sheets.push([sheet.name, { texts, notes }]);
  });
  return sheets;
}

function xlsx(file) {
  const sheetjs = load("xlsx");
  const book = sheetjs.readFile(file);
  const sheets = [];
  for (const name of book.SheetNames) {
    const [texts, notes] = [{}, {}];
    for (const [address, cell] of Object.entries(book.Sheets[name])) {
      if (address[0] === "!") continue;
      if (cell.t === "s" && cell.v) texts[address] = cell.v;
      if (cell.c) notes[address] = cell.c.map((c) => c.t).join("");
    }
    sheets.push([name, { texts, notes }]);
  }
  return sheets;
}

(async () => {
  const read = {};
  for (const file of files) read[path.basename(file)] = await { exceljs, xlsx }[library](file);
  console.log(JSON.stringify(read));
})();
