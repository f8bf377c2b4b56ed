namespace Maas.Tracking.Devices;

/// <summary>What set a group of fields. Origins of a kind have an order, which settles ties.</summary>
public interface IOrigin<in TSelf>
{
    int Against(TSelf other);
}

/// <summary>The origin of what a device's own events said: the hash of the message id.</summary>
public readonly record struct MessageOrigin(ulong Hash) : IOrigin<MessageOrigin>
{
    public int Against(MessageOrigin other) => Hash.CompareTo(other.Hash);
}

/// <summary>The origin of what the lake said: the id of the run, whose ordinal order is the order of time.</summary>
public readonly record struct RunOrigin(string? Id) : IOrigin<RunOrigin>
{
    public int Against(RunOrigin other) => string.CompareOrdinal(Id, other.Id);
}
