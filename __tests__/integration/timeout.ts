// Real brokers on two busy cores; Jest reads `testTimeout` of a single project only, not of one among several.
jest.setTimeout(180_000);
