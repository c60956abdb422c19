"use strict";
// The source of a page that is one file: everything stands in it, an article is read when it is opened.
(function (sayso) {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  sayso.start({ content: () => read("content"), article: (number) => read(`article-${number}`) });
})(window.sayso = window.sayso || {});
