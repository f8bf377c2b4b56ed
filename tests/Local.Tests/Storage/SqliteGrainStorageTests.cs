using System.Globalization;
using System.Text;
using Maas.Local.Storage;
using Maas.Local.Tests.Support;
using Maas.StorageContract;
using Microsoft.Data.Sqlite;
using Orleans;
using Orleans.Storage;

namespace Maas.Local.Tests.Storage;

/// <summary>The contract of every grain storage, and what this one promises beyond it.</summary>
public sealed class SqliteGrainStorageTests : GrainStorageContract
{
    private readonly TemporaryFolder _folder = new();
    private StorageHost? _host;

    protected override Task<IGrainStorage> OpenAsync()
    {
        _host?.Dispose();
        _host = new StorageHost(_folder.Path);
        return Task.FromResult(_host.Storage);
    }

    public override async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        _folder.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Write_StateWithBytesOfItsOwn_StoresThemAsTheyAre()
    {
        await Storage.WriteStateAsync(Name, Key("k"), new GrainState<Packed> { State = new Packed { Text = "ab" } });

        StoredPayload().ShouldBe("ab"u8.ToArray());
    }

    [Fact]
    public async Task Write_OtherState_IsReadableJson()
    {
        await Storage.WriteStateAsync(Name, Key("k"), New("ledger", 3));

        Encoding.UTF8.GetString(StoredPayload()).ShouldBe("""{"text":"ledger","number":3}""");
    }

    [Fact]
    public async Task Read_AfterReopening_SeesEveryWriteAndGoesOnWithNewEtags()
    {
        var state = New("kept", 1);
        await Storage.WriteStateAsync(Name, Key("k"), state);
        await InitializeAsync();

        var read = await ReadAsync(Key("k"));

        read.State!.Text.ShouldBe("kept");
        read.ETag.ShouldBe(state.ETag);
        await Storage.ClearStateAsync(Name, Key("k"), read);
        await Storage.WriteStateAsync(Name, Key("k"), read);
        long.Parse(read.ETag!, CultureInfo.InvariantCulture).ShouldBeGreaterThan(long.Parse(state.ETag!, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_ThatFails_LeavesNoConnectionOpen(bool hasReadBefore)
    {
        await Storage.WriteStateAsync(Name, Key("k"), New("a", 1));
        if (hasReadBefore)
        {
            await ReadAsync(Key("k"));
        }

        var path = StorageHost.DatabasePath(_folder.Path);
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            SqliteFile.Execute(connection, "DROP TABLE grain_state;");
        }

        await Should.ThrowAsync<SqliteException>(() => ReadAsync(Key("k")));

        // The log goes with the last connection that is closed: one left open would keep it.
        File.Exists(path + "-wal").ShouldBeTrue();
        _host!.Dispose();
        File.Exists(path + "-wal").ShouldBeFalse();
    }

    [Fact]
    public async Task Open_FileOfALaterVersion_SaysSo()
    {
        await Storage.WriteStateAsync(Name, Key("k"), New("a", 1));
        _host!.Dispose();
        using (var connection = new SqliteConnection($"Data Source={StorageHost.DatabasePath(_folder.Path)};Pooling=False"))
        {
            connection.Open();
            SqliteFile.Execute(connection, "PRAGMA user_version=99;");
        }

        var error = Should.Throw<InvalidDataException>(() => new StorageHost(_folder.Path).Storage);

        error.Message.ShouldContain("schema version 99");
    }

    private byte[] StoredPayload()
    {
        using var connection = SqliteFile.OpenReader(StorageHost.DatabasePath(_folder.Path));
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT payload FROM grain_state";
        return (byte[])command.ExecuteScalar()!;
    }
}
