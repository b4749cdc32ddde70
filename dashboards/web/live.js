// Tells those who do not see the page what changed on it. The region is cleared first, so that the
// same sentence twice is said twice.

let timer;

export function announce(sentence) {
    const region = document.getElementById('live');
    region.textContent = '';
    clearTimeout(timer);
    timer = setTimeout(() => { region.textContent = sentence; }, 60);
}
