-- Returns ask for the documents of a supplier between two days.
CREATE INDEX documents_dated ON documents (gstin, json_extract(record, '$.date'));
