SELECT bigint '1' WHERE false
