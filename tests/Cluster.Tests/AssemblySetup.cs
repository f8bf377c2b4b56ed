using Maas.Cluster.Tests.Cluster;
using Xunit.Sdk;
using Xunit.v3;

// All tests share one cluster, and one of them at a time is at fault.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(MaasCluster))]
