using Maas.Local.Storage;
using Maas.Local.Tests.Support;
using Microsoft.Extensions.Configuration;
using Orleans;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace Maas.Local.Tests.Storage;

/// <summary>The storage as grains meet it, in a silo that was composed with its extension.</summary>
public sealed class SqliteGrainStorageClusterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Grain_AfterItsSiloHasRestarted_FindsItsState()
    {
        await using (var first = await StartAsync())
        {
            var notes = first.Client.GetGrain<INoteGrain>("demo/device-1");
            await notes.Write("kept");
        }

        await using var second = await StartAsync();
        (await second.Client.GetGrain<INoteGrain>("demo/device-1").Read()).ShouldBe("kept");
        (await second.Client.GetGrain<INoteGrain>("demo/device-2").Read()).ShouldBe("");
    }

    private async Task<InProcessTestCluster> StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSiloHost(
            (_, host) =>
                host.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>(StringComparer.Ordinal) { ["Maas:Data:Path"] = _folder.Path }
                )
        );
        builder.ConfigureSilo((_, silo) => silo.AddSqliteGrainStorageAsDefault());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}

[Alias("Maas.Local.Tests.INoteGrain")]
public interface INoteGrain : IGrainWithStringKey
{
    [Alias("Write")]
    Task Write(string text);

    [Alias("Read")]
    Task<string> Read();
}

public sealed class NoteGrain([PersistentState("note")] IPersistentState<Note> note) : Grain, INoteGrain
{
    public Task Write(string text)
    {
        note.State.Text = text;
        return note.WriteStateAsync();
    }

    public Task<string> Read() => Task.FromResult(note.State.Text);
}

public sealed class Note
{
    public string Text { get; set; } = "";
}
