using System.Text.Json.Nodes;

namespace Maas.EmrStandIn.Clusters;

/// <summary>A cluster: what was asked for, the state it is in, and the wish that it end. Thread-safe.</summary>
internal sealed class StandInCluster : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _terminate = new();
    private readonly JsonObject _request;
    private readonly Dictionary<string, DateTimeOffset> _times = new(StringComparer.Ordinal);
    private readonly List<string> _states = [];
    private readonly Dictionary<string, string> _tags = new(StringComparer.Ordinal);
    private DateTimeOffset? _machinesAt;
    private string _reasonCode = "";
    private string _reasonMessage = "";

    public StandInCluster(JsonObject request, IReadOnlyList<StandInStep> steps, DateTimeOffset createdAt)
    {
        _request = request;
        Steps = steps;
        CreatedAt = createdAt;
        AddTags(request["Tags"]?.AsArray() ?? []);
        foreach (var step in steps)
        {
            step.Enter("PENDING", createdAt);
        }

        Enter("STARTING", createdAt);
    }

    public string Id { get; } = AwsIds.New("j-");

    public string Name => _request["Name"]!.GetValue<string>();

    public DateTimeOffset CreatedAt { get; }

    public IReadOnlyList<StandInStep> Steps { get; }

    public string LogUri => _request["LogUri"]?.GetValue<string>() ?? "";

    /// <summary>EMR's own default is true.</summary>
    public bool StaysWhenIdle => _request["Instances"]!["KeepJobFlowAliveWhenNoSteps"]?.GetValue<bool>() ?? true;

    public TimeSpan? IdleTimeout =>
        _request["AutoTerminationPolicy"]?["IdleTimeout"] is { } seconds ? TimeSpan.FromSeconds(seconds.GetValue<long>()) : null;

    /// <summary>Cancelled when somebody asks for the cluster's end.</summary>
    public CancellationToken Terminating => _terminate.Token;

    public string State
    {
        get
        {
            lock (_lock)
            {
                return _states[^1];
            }
        }
    }

    public bool IsEnded => State is "TERMINATED" or "TERMINATED_WITH_ERRORS";

    public void AskToTerminate() => _terminate.Cancel();

    /// <summary>A tag of a key that is there already takes its place.</summary>
    public void AddTags(JsonArray tags)
    {
        lock (_lock)
        {
            foreach (var tag in tags)
            {
                _tags[tag!["Key"]!.GetValue<string>()] = tag["Value"]?.GetValue<string>() ?? "";
            }
        }
    }

    public void Enter(string state, DateTimeOffset at, string? reasonCode = null, string? reasonMessage = null)
    {
        lock (_lock)
        {
            _states.Add(state);
            _reasonCode = reasonCode ?? _reasonCode;
            _reasonMessage = reasonMessage ?? _reasonMessage;
            if (state == "STARTING")
            {
                _times["CreationDateTime"] = at;
            }
            else if (state == "BOOTSTRAPPING")
            {
                _machinesAt = at;
            }
            else if (state is "RUNNING" or "WAITING")
            {
                _times.TryAdd("ReadyDateTime", at);
            }
            else if (state is "TERMINATED" or "TERMINATED_WITH_ERRORS")
            {
                _times["EndDateTime"] = at;
            }
        }
    }

    public JsonObject Summarise()
    {
        lock (_lock)
        {
            return new()
            {
                ["Id"] = Id,
                ["Name"] = Name,
                ["NormalizedInstanceHours"] = 0,
                ["Status"] = new JsonObject
                {
                    ["State"] = _states[^1],
                    ["StateChangeReason"] = new JsonObject { ["Code"] = _reasonCode, ["Message"] = _reasonMessage },
                    ["Timeline"] = EpochTimes.Of(_times),
                },
            };
        }
    }

    /// <summary>Its machines; none before it is set up.</summary>
    public JsonArray Machines()
    {
        lock (_lock)
        {
            return _machinesAt is { } from ? Clusters.Machines.Of(_request, from, Time("ReadyDateTime"), Time("EndDateTime")) : [];
        }

        DateTimeOffset? Time(string name) => _times.TryGetValue(name, out var at) ? at : null;
    }

    public JsonObject Describe()
    {
        var cluster = Summarise();
        cluster["InstanceCollectionType"] = "INSTANCE_FLEET";
        cluster["AutoTerminate"] = !StaysWhenIdle;
        foreach (var copied in (string[])["LogUri", "ReleaseLabel", "ServiceRole", "Applications", "Configurations"])
        {
            cluster[copied] = _request[copied]?.DeepClone();
        }

        lock (_lock)
        {
            cluster["Tags"] = new JsonArray([.. _tags.Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value })]);
        }

        return cluster;
    }

    /// <summary>All that the control shows: the request too, and every state entered.</summary>
    public JsonObject Reveal()
    {
        var cluster = Describe();
        cluster["Request"] = _request.DeepClone();
        cluster["Steps"] = new JsonArray([.. Steps.Select(step => step.Describe())]);
        lock (_lock)
        {
            cluster["States"] = new JsonArray([.. _states.Select(state => JsonValue.Create(state))]);
        }

        return cluster;
    }

    public void Dispose() => _terminate.Dispose();
}
