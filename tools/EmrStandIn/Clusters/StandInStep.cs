using System.Text.Json.Nodes;

namespace Maas.EmrStandIn.Clusters;

/// <summary>A step of a cluster. Guarded by its cluster's lock while it changes.</summary>
internal sealed class StandInStep(JsonObject request)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _times = new(StringComparer.Ordinal);
    private string _state = "PENDING";
    private string? _logFile;

    public string Id { get; } = AwsIds.New("s-");

    public string Name { get; } = request["Name"]!.GetValue<string>();

    public string ActionOnFailure { get; } = request["ActionOnFailure"]?.GetValue<string>() ?? "CONTINUE";

    public string Jar { get; } = request["HadoopJarStep"]!["Jar"]!.GetValue<string>();

    public IReadOnlyList<string> Arguments { get; } =
    [.. request["HadoopJarStep"]!["Args"]?.AsArray().Select(argument => argument!.GetValue<string>()) ?? []];

    public string State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    public bool IsEnded => State is not ("PENDING" or "RUNNING");

    /// <summary>Enters a state. Of a failed step EMR mostly knows no more than where its log is.</summary>
    public void Enter(string state, DateTimeOffset at, string? logFile = null)
    {
        lock (_lock)
        {
            (_state, _logFile) = (state, logFile);
            _times[
                state switch
                {
                    "PENDING" => "CreationDateTime",
                    "RUNNING" => "StartDateTime",
                    _ => "EndDateTime",
                }
            ] = at;
        }
    }

    public JsonObject Describe()
    {
        lock (_lock)
        {
            var status = new JsonObject
            {
                ["State"] = _state,
                ["StateChangeReason"] = new JsonObject(),
                ["Timeline"] = EpochTimes.Of(_times),
            };
            if (_state == "FAILED")
            {
                status["FailureDetails"] = new JsonObject { ["Reason"] = "Unknown Error.", ["LogFile"] = _logFile };
            }

            return new()
            {
                ["Id"] = Id,
                ["Name"] = Name,
                ["ActionOnFailure"] = ActionOnFailure,
                ["Config"] = new JsonObject
                {
                    ["Jar"] = Jar,
                    ["Properties"] = new JsonObject(),
                    ["Args"] = new JsonArray([.. Arguments.Select(argument => JsonValue.Create(argument))]),
                },
                ["Status"] = status,
            };
        }
    }
}
