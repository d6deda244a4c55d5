"""What to do about each mistake in a watchlist file, by code.

The sentences are English; the console translates them before it fills in the figures between
braces. They speak of lines, columns and counts and never repeat what is in a cell.
docs/watchlist.md lists the same codes; a test compares the two.
"""

from collections.abc import Mapping
from types import MappingProxyType

REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        # The file as a whole
        "empty_file": "The file is empty. Write a header line and one line per member of staff.",
        "no_staff": "There is no line below the header. An empty list would protect nobody:"
        " add the staff, or keep the present list.",
        "file_too_large": "The file is over {limit_mb} MB. Remove pictures and unused sheets, or"
        " save it as CSV.",
        "too_many_rows": "There are more than {limit} lines. Check that the file holds staff only.",
        "too_many_columns": "A line has more than {limit} cells. Remove what stands to the right"
        " of the list.",
        "unsupported_encoding": "The file is UTF-16. Save it again as"
        ' "CSV UTF-8 (comma delimited)" or as XLSX.',
        "unsupported_file": "This is no CSV or XLSX file. Save it as XLSX without a password, or"
        " as CSV UTF-8.",
        "damaged_workbook": "The workbook is damaged or protected. Open it, and save it again as"
        " XLSX without a password.",
        "workbook_too_large": "The workbook unpacks to over {limit_mb} MB. Copy the list, without"
        " pictures and formats, into a new workbook, or save it as CSV.",
        "unsafe_workbook": "The workbook holds things no spreadsheet program writes. Copy the list"
        " into a new workbook.",
        "several_sheets": "More than one sheet is filled in. Keep the list on one sheet and remove"
        " the others.",
        # The header
        "missing_header": "Line 1 holds no column names. Start with a line that names the columns"
        " (staff_id, surname, ...), separated by commas or semicolons.",
        "missing_column": "This column is required. Add it to the header.",
        "unknown_column": "There is no column of this name. Remove it, or correct its name.",
        "duplicate_column": "This column appears twice. Keep one of the two.",
        # A line as a whole
        "empty_line": "The line is empty. Remove it.",
        "wrong_cell_count": "The header has {expected} cells, this line has {found}. Add or remove"
        " separators; put quotes around a cell that contains the separator.",
        # Characters
        "bad_encoding_byte": "Byte {byte} is no letter in {encoding}. Type the character again and"
        " save the file as CSV UTF-8.",
        "control_character": "The cell contains a character that cannot be printed. Type the cell"
        " again.",
        "lost_character": "A letter was replaced by a question mark when the file was saved. Type"
        " it again and save the file as CSV UTF-8 or XLSX.",
        "mangled_encoding": "Accented letters were written as two wrong ones. Export the list again"
        " as CSV UTF-8 and do not open it in between.",
        "quote_never_closed": "The quote at the start of this cell is never closed. Add the closing"
        " quote, or remove the opening one.",
        "text_after_quote": "Text follows the closing quote. Write a quote inside a cell twice, or"
        " remove the quotes.",
        "cell_too_long": "The cell has {found} characters; at most {limit} are allowed."
        " Shorten it.",
        "name_too_long": "The name has {found} characters; at most {limit} are allowed."
        " Shorten it.",
        # Spreadsheet cells
        "formula_in_cell": "The cell holds a formula. Replace it by its value.",
        "formula_without_value": "The formula in this cell has no stored value. Open the workbook,"
        " let it calculate and save it, or replace the formula by its value.",
        "error_value": "The cell holds an error value of the spreadsheet. Type the value itself.",
        "date_in_cell": "The spreadsheet turned this cell into a date. Format the column as text"
        " and type the cell again.",
        "number_in_cell": "The spreadsheet turned this cell into a number. Format the column as"
        " text and type the cell again.",
        "number_rounded": "The spreadsheet rounded this number. Format the column as text and type"
        " the cell again.",
        # Values
        "missing_staff_id": "Every line needs a staff_id. Fill it in.",
        "duplicate_staff_id": "The same staff_id is on line {first_line}. Remove one of the two"
        " lines, or correct the number.",
        "impossible_staff_id": "A staff_id has 1 to 64 letters, digits, dots, hyphens, slashes and"
        " underscores, and is never a name or an e-mail address. Correct it.",
        "missing_surname": "Every line needs a surname. Fill it in.",
        "digit_in_name": "A name contains a digit. Correct it, or move the value to its own"
        " column.",
        "comma_in_name": "A name contains a comma. Put the prefix in the column prefix, and"
        " separate several values by |.",
        "strange_character_in_name": "A name contains a character that names do not have. Correct"
        " it.",
        "impossible_initials": "Initials are letters with dots, as in J.P. Correct them, or move"
        " names to given_names.",
        "impossible_phone": "This is no complete phone number. Write it as 06-12345678 or"
        " +31612345678, without other text, and separate several numbers by |.",
        "email_without_at": "An e-mail address needs an @. Correct it.",
        "impossible_email": "This is no e-mail address. Correct it, and separate several addresses"
        " by |.",
        "impossible_plate": "A Dutch number plate has six letters and digits, as in 12-ABC-3."
        " Correct it, and separate several plates by |.",
        "impossible_address": "Write an address as Kerkstraat 12, 3511 AB Utrecht, with a comma"
        " after the house number, and separate several addresses by |.",
        "incomplete_address": "The address has no postcode and no place. Write it as"
        " Kerkstraat 12, 3511 AB Utrecht.",
        "impossible_handle": "Write an account as its name alone, without spaces and without the"
        " address of the site, and separate several accounts by |.",
        "public_handle_without_role": "An account is public only with a public role. Fill in"
        " public_role, or move the account to handles.",
        "handle_public_and_private": "The same account is in public_handles and in handles. Remove"
        " it from one of the two.",
    }
)
