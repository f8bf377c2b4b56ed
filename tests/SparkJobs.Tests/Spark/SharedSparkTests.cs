namespace Maas.SparkJobs.Tests.Spark;

/// <summary>The tests that share one Spark: one after another, for it answers one at a time.</summary>
[CollectionDefinition(nameof(SharedSparkTests))]
public sealed class SharedSparkTests : ICollectionFixture<SharedSpark>;
