'use strict';

// The shop's only page. `answer` is what the warehouse says when the basket is reserved.
function shopPage(answer = 'confirmed') {
  return `<!doctype html><html lang="en"><title>Shop</title>
<style>nav { display: none } @media (min-width: 700px) { nav { display: block } }</style>
<nav aria-label="Departments"><a href="#tea">Tea</a> <a href="#cups">Cups</a></nav>
<main><h1>Basket</h1>
<ul aria-label="Articles"></ul>
<form><label>Article <input name="article"></label> <button>Add</button></form>
<p>Total <output aria-label="Total">0.00</output></p>
<button id="reserve">Reserve</button> <p role="status"></p></main>
<script>
  const list = document.querySelector('ul');
  document.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    const item = document.createElement('li');
    item.textContent = event.target.article.value;
    list.append(item);
    document.querySelector('output').value = (list.children.length * 24.95).toFixed(2);
    event.target.reset();
  });
  document.querySelector('#reserve').addEventListener('click', () => {
    document.querySelector('[role=status]').textContent = 'Reservation ${answer}';
  });
</script></html>`;
}

module.exports = { shopPage };
