-- What differs between the engines, as macros of one meaning: here DuckDB's bodies, in prelude.spark.sql Spark's.

-- The first eight bytes of the text's MD5 digest, least significant first, as a signed 64-bit number.
CREATE MACRO h64(x) AS CAST(CAST(md5_number_upper(x) AS BIT) AS BIGINT);

-- An ISO 8601 time, without an offset UTC, cut to microseconds; NULL for anything else. The pattern decides, not the engine's cast.
-- Years before 1901 are no times of events, and one of them in a table keeps a Spark with default settings from reading it.
CREATE MACRO stamp(x) AS CASE WHEN regexp_full_match(x, '(190[1-9]|19[1-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9])?') THEN TRY_CAST(x AS TIMESTAMPTZ) END;

-- A finite decimal number; NULL for anything else.
CREATE MACRO number(x) AS CASE WHEN regexp_full_match(x, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?') AND abs(TRY_CAST(x AS DOUBLE)) <= 1.7976931348623157e308 THEN TRY_CAST(x AS DOUBLE) + 0.0 END;

-- Microseconds since the Unix epoch.
CREATE MACRO micros(t) AS epoch_us(t);
CREATE MACRO from_micros(n) AS make_timestamptz(n);

-- Hexadecimal, lower case, 14 digits: what sorts a time as text.
CREATE MACRO hex14(n) AS printf('%014x', n);

-- A number as it stands in a row, so far as order goes: what sorts numbers as the text that they came as.
CREATE MACRO number_text(x) AS CASE WHEN x IS NOT NULL THEN printf('%.10f', x) END;

-- Which 1/32 of a degree, counted from the lowest possible value; bounded, for a row may hold any number.
CREATE MACRO cell_index(degrees, lowest) AS CAST(least(greatest(floor((degrees + lowest) * 32.0), 0.0), 16383.0) AS BIGINT);

-- Puts a zero between the bits of a number below 2^16, so that two of them interleave to a place on a Z curve.
CREATE MACRO spread8(n) AS ((n | (n * 256)) & 16711935);
CREATE MACRO spread4(n) AS ((n | (n * 16)) & 252645135);
CREATE MACRO spread2(n) AS ((n | (n * 4)) & 858993459);
CREATE MACRO spread1(n) AS ((n | (n * 2)) & 1431655765);
