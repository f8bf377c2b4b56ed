using Maas.Local.Objects;
using Maas.Tracking.Objects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Aws.Tests.Objects;

public sealed class DirectoryObjectsTests : ObjectStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("maas-objects-").FullName;
    private readonly ServiceProvider _services;

    public DirectoryObjectsTests()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Maas:Data:Path", _folder)]).Build();
        _services = new ServiceCollection().AddLogging().AddDirectoryObjects(configuration).BuildServiceProvider();
        Store = _services.GetRequiredService<IObjectStore>();
    }

    protected override IObjectStore Store { get; }

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
