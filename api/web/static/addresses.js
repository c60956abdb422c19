"use strict";
// Where the server tells of a thing: from its IRI, or from an id such as person:mara-voss, to a path here.
(function (sayso) {
  const TOPICS = "https://w3id.org/sayso/topic/", ONTOLOGY = "https://w3id.org/sayso#";

  // `routes` has the first part of the path by prefix; `base` begins the IRIs of data, `root` all paths.
  sayso.addresses = function ({ base, root, routes }) {
    const there = (prefix, name) => `${root}${routes[prefix] || `data/${prefix}`}/${encodeURIComponent(name)}`;
    const anything = (iri) => `${root}resource?iri=${encodeURIComponent(iri)}`;
    function ofIri(iri) {
      const [whole, place] = iri.split(/#(.*)/s), end = place === undefined ? "" : `#${encodeURIComponent(place)}`;
      if (iri.startsWith(ONTOLOGY)) return `${root}ontology${end}`;
      if (whole.startsWith(TOPICS) && !end) return there("topic", whole.slice(TOPICS.length));
      const [prefix, name, ...more] = whole.startsWith(base) ? whole.slice(base.length).split("/") : [];
      if (!name || more.length || (end && !routes[prefix])) return anything(iri);
      return there(prefix, name) + end;
    }
    function ofId(id) {
      const [, prefix, name] = /^([a-z]+):([^/#]+)$/.exec(id) || [];
      return prefix ? there(prefix, name) : anything(id);
    }
    return { ofIri, ofId };
  };
})(window.sayso = window.sayso || {});
