SELECT coalesce(
    (SELECT at FROM einv.events e WHERE e.gstin = k.gstin AND e.doc_type = k.doc_type AND e.number = k.number
        AND e.fin_year = k.fin_year AND e.what = ANY ($5) ORDER BY e.id DESC LIMIT 1),
    (SELECT at FROM einv.events e WHERE e.gstin = k.gstin AND e.doc_type = k.doc_type AND e.number = k.number
        AND e.fin_year = k.fin_year ORDER BY e.id LIMIT 1))
FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS k (gstin, doc_type, number, fin_year, place) ORDER BY k.place
