// The one form of the page is sent without being asked for.
document.querySelector('form')?.requestSubmit(document.querySelector('button'));
