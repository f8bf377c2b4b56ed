using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Maas.EmrStandIn.Clusters;
using Maas.EmrStandIn.Control;

namespace Maas.EmrStandIn.Api;

/// <summary>The operations that the product uses, with the checks and limits of the real ones.</summary>
internal sealed class EmrOperations(ClusterBook book, ClusterLife life, FaultPlan faults)
{
    private const int TerminatedIdsMax = 10;
    private const int StepsMax = 256;
    private const int TagValueLengthMax = 256;

    /// <summary>Answers a request; null when the operation has no output.</summary>
    public JsonObject? Execute(string operation, JsonObject request) =>
        operation switch
        {
            "RunJobFlow" => RunJobFlow(request),
            "DescribeCluster" => new() { ["Cluster"] = Find(request).Describe() },
            "ListClusters" => ListClusters(request),
            "ListSteps" => ListSteps(request),
            "DescribeStep" => DescribeStep(request),
            "ListInstances" => new() { ["Instances"] = Find(request).Machines() },
            "AddTags" => AddTags(request),
            "TerminateJobFlows" => TerminateJobFlows(request),
            _ => throw new EmrException("UnknownOperationException", $"There is no operation '{operation}' here."),
        };

    private JsonObject RunJobFlow(JsonObject request)
    {
        var name = Text(request, "Name");
        if (name.Length is 0 or > 256)
        {
            throw EmrException.Validation("Name has 1 to 256 characters.");
        }

        if (request["Instances"] is not JsonObject instances)
        {
            throw EmrException.Validation("Instances is required.");
        }

        if (instances["InstanceFleets"] is JsonArray fleets && instances["Ec2SubnetId"] is not null && fleets.Count > 0)
        {
            throw EmrException.Validation("Instance fleets take Ec2SubnetIds, not Ec2SubnetId.");
        }

        if (Text(request, "ReleaseLabel").Length == 0)
        {
            throw EmrException.Validation("ReleaseLabel is required.");
        }

        if (request["AutoTerminationPolicy"]?["IdleTimeout"] is { } idle && idle.GetValue<long>() is < 60 or > 604_800)
        {
            throw EmrException.Validation("IdleTimeout is 60 to 604800 seconds.");
        }

        var steps = request["Steps"] as JsonArray ?? [];
        if (steps.Count > StepsMax)
        {
            throw EmrException.Validation($"At most {StepsMax} steps.");
        }

        var cluster = book.Add(request, [.. steps.Select(step => Step(step!.AsObject()))]);
        life.Begin(cluster);
        return new()
        {
            ["JobFlowId"] = cluster.Id,
            ["ClusterArn"] = $"arn:aws:elasticmapreduce:us-east-1:000000000000:cluster/{cluster.Id}",
        };
    }

    private static StandInStep Step(JsonObject step)
    {
        if (Text(step, "Name").Length == 0 || Text(step["HadoopJarStep"] as JsonObject ?? [], "Jar").Length == 0)
        {
            throw EmrException.Validation("A step has a Name and a HadoopJarStep with a Jar.");
        }

        return new StandInStep(step);
    }

    private JsonObject ListClusters(JsonObject request)
    {
        var states = request["ClusterStates"]?.AsArray().Select(state => state!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        var page = book.Page(
            cluster =>
                (states is null || states.Contains(cluster.State))
                && IsAfter(request["CreatedAfter"], cluster.CreatedAt, before: false)
                && IsAfter(request["CreatedBefore"], cluster.CreatedAt, before: true)
                && !faults.IsHidden(cluster),
            Text(request, "Marker"),
            out var marker
        );
        faults.CountList();
        return Answer("Clusters", page.Select(cluster => cluster.Summarise()), marker);
    }

    private JsonObject ListSteps(JsonObject request)
    {
        var cluster = Find(request);
        var states = request["StepStates"]?.AsArray().Select(state => state!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        // The latest first, as EMR lists them.
        var steps = cluster.Steps.Reverse().Where(step => states is null || states.Contains(step.State));
        return Answer("Steps", steps.Select(step => step.Describe()), marker: null);
    }

    private JsonObject DescribeStep(JsonObject request)
    {
        var id = Text(request, "StepId");
        var step = Find(request).Steps.FirstOrDefault(step => step.Id == id) ?? throw EmrException.Invalid($"Step id '{id}' is not valid.");
        return new() { ["Step"] = step.Describe() };
    }

    private JsonObject AddTags(JsonObject request)
    {
        var tags = request["Tags"] as JsonArray ?? [];
        if (tags.FirstOrDefault(tag => Text(tag!.AsObject(), "Value").Length > TagValueLengthMax) is { } tag)
        {
            throw EmrException.Invalid($"The value of tag '{tag["Key"]}' has more than {TagValueLengthMax} characters.");
        }

        Find(Text(request, "ResourceId")).AddTags(tags);
        return [];
    }

    private JsonObject? TerminateJobFlows(JsonObject request)
    {
        var ids = request["JobFlowIds"]?.AsArray().Select(id => id!.GetValue<string>()).ToList() ?? [];
        if (ids.Count is 0 or > TerminatedIdsMax)
        {
            throw EmrException.Validation($"JobFlowIds has 1 to {TerminatedIdsMax} ids.");
        }

        foreach (var cluster in ids.Select(Find).ToList())
        {
            cluster.AskToTerminate();
        }

        return null;
    }

    private StandInCluster Find(JsonObject request) => Find(Text(request, "ClusterId"));

    private StandInCluster Find(string id) => book.Find(id) ?? throw EmrException.Invalid($"Cluster id '{id}' is not valid.");

    private static JsonObject Answer(string list, IEnumerable<JsonObject> items, string? marker)
    {
        var answer = new JsonObject { [list] = new JsonArray([.. items]) };
        if (marker is not null)
        {
            answer["Marker"] = marker;
        }

        return answer;
    }

    private static bool IsAfter(JsonNode? limit, DateTimeOffset at, bool before)
    {
        if (limit is null)
        {
            return true;
        }

        var seconds = at.ToUnixTimeMilliseconds() / 1000.0;
        var bound = double.Parse(limit.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
        return before ? seconds < bound : seconds > bound;
    }

    private static string Text(JsonObject node, string name) =>
        node[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
