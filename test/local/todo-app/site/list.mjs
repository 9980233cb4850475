document.body.textContent = 'nothing to do';
