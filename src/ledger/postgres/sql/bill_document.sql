SELECT d.record FROM einv.eway_numbers n JOIN einv.documents d USING (gstin, doc_type, number, fin_year)
WHERE n.ewb_no = $1
