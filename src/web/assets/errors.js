// Brings the reader, and her screen reader, to the summary of what must be corrected.
document.getElementById('erreurs')?.focus()
