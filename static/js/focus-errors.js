// After a refused save the summary of errors is what is read first.
document.getElementById("error-summary")?.focus();
