namespace Maas.Tracking.Runs.Clusters;

/// <summary>What a cluster is started for.</summary>
/// <param name="Name">See <see cref="ClusterName"/>.</param>
/// <param name="Order">The attempt: what the cluster's labels say.</param>
/// <param name="Deployment">Which deployment of the product it belongs to.</param>
/// <param name="Logs">Where its logs are to gather, as a URI.</param>
/// <param name="Steps">The programs that it runs one after the other; the first that fails ends it.</param>
public sealed record ClusterRequest(string Name, RunOrder Order, string Deployment, string Logs, IReadOnlyList<ClusterStepRequest> Steps);

/// <summary>A program that a cluster runs.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Command">The program and its arguments, such as <c>spark-sql -f s3://…/step.sql</c>.</param>
public sealed record ClusterStepRequest(string Name, IReadOnlyList<string> Command);
