"""How a quiz did: facility, discrimination, reliability, time, misconceptions, outliers."""
