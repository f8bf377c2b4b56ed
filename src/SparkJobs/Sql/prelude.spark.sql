-- What differs between the engines, as macros of one meaning. Spark 3.5 has no macros in SQL: the adapter expands these in the text.

CREATE MACRO h64(x) AS CAST(conv(concat(substr(md5(x), 15, 2), substr(md5(x), 13, 2), substr(md5(x), 11, 2), substr(md5(x), 9, 2), substr(md5(x), 7, 2), substr(md5(x), 5, 2), substr(md5(x), 3, 2), substr(md5(x), 1, 2)), 16, -10) AS BIGINT);

CREATE MACRO stamp(x) AS CASE WHEN x RLIKE '^(190[1-9]|19[1-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9])?$' THEN CAST(x AS TIMESTAMP) END;

CREATE MACRO number(x) AS CASE WHEN x RLIKE '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?$' AND abs(CAST(x AS DOUBLE)) <= 1.7976931348623157e308 THEN CAST(x AS DOUBLE) + 0.0 END;

CREATE MACRO micros(t) AS unix_micros(t);
CREATE MACRO from_micros(n) AS timestamp_micros(n);

CREATE MACRO hex14(n) AS lpad(lower(hex(n)), 14, '0');

CREATE MACRO number_text(x) AS CASE WHEN x IS NOT NULL THEN format_string('%.10f', x) END;

CREATE MACRO cell_index(degrees, lowest) AS CAST(least(greatest(floor((degrees + lowest) * 32.0D), 0.0D), 16383.0D) AS BIGINT);

CREATE MACRO spread8(n) AS ((n | (n * 256)) & 16711935);
CREATE MACRO spread4(n) AS ((n | (n * 16)) & 252645135);
CREATE MACRO spread2(n) AS ((n | (n * 4)) & 858993459);
CREATE MACRO spread1(n) AS ((n | (n * 2)) & 1431655765);
