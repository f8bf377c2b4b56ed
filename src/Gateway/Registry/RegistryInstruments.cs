using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Maas.Gateway.Registry;

internal sealed class RegistryInstruments
{
    public const string MeterName = "Maas.Registry";
    public const string ByKey = "key";
    public const string ByAdvertisingId = "advertising_id";

    private const string LookupsName = "maas.registry.lookups";
    private const string ByTag = "by";
    private const string FoundTag = "found";

    private readonly Counter<long> _lookups;

    public RegistryInstruments(IMeterFactory meters) =>
        _lookups = meters.Create(MeterName).CreateCounter<long>(LookupsName, "{lookup}", "Look-ups of devices over HTTP.");

    public void LookedUp(string by, int found) => _lookups.Add(1, new TagList { { ByTag, by }, { FoundTag, found > 0 } });
}
