"""Reading what arrives (Excel, CSV) into facts that name sheet, cell or line."""
