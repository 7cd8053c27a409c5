INSERT INTO einv.exchanges (at, portal, gstin, irn, call, path, sent, status, answered, millis, ewb)
SELECT * FROM unnest($1::BIGINT[], $2::TEXT[], $3::TEXT[], $4::TEXT[], $5::TEXT[], $6::TEXT[], $7::TEXT[], $8::BIGINT[],
    $9::TEXT[], $10::BIGINT[], $11::TEXT[])
