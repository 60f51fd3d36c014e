# Open workbooks with openxlsx or readxl: Rscript read.R openxlsx|readxl FILE...
# Prints a line for each sheet: file, sheet, texts in its first column, notes; separated by tabs.
given <- commandArgs(TRUE)
texts <- function(frame) if (ncol(frame)) sum(nzchar(frame[[1]], keepNA = TRUE), na.rm = TRUE) else 0
for (file in given[-1]) {
  if (given[1] == "openxlsx") {
    book <- openxlsx::loadWorkbook(file)
    for (at in seq_along(names(book))) {
      rows <- openxlsx::readWorkbook(book, at, colNames = FALSE, skipEmptyCols = FALSE, cols = 1)
      count <- if (is.null(rows)) 0 else texts(rows)
      cat(basename(file), names(book)[at], count, length(book$comments[[at]]), sep = "\t")
      cat("\n")
    }
  } else {
    for (sheet in readxl::excel_sheets(file)) {
      rows <- readxl::read_excel(
        file, sheet, readxl::cell_cols(1),
        col_names = FALSE, col_types = "text", .name_repair = "minimal", trim_ws = FALSE
      )
      cat(basename(file), sheet, texts(rows), 0, sep = "\t")
      cat("\n")
    }
  }
}
