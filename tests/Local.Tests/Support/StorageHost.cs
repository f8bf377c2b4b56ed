using Maas.Local.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace Maas.Local.Tests.Support;

/// <summary>Grain storage over a data folder, composed as a silo does it.</summary>
internal sealed class StorageHost : IDisposable
{
    private readonly ServiceProvider _services;

    public StorageHost(string path, params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Maas:Data:Path"] = path };
        foreach (var (key, value) in settings)
        {
            values[key] = value;
        }

        var services = new ServiceCollection();
        services.AddSerializer();
        services.AddSqliteGrainStorage(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), "Default");
        _services = services.BuildServiceProvider();
    }

    public IGrainStorage Storage => _services.GetRequiredKeyedService<IGrainStorage>("Default");

    public static string DatabasePath(string folder) => Path.Combine(folder, "state", "maas.db");

    public void Dispose() => _services.Dispose();
}
