using System.Text;
using Maas.Tracking.Csv;
using Maas.Tracking.Devices;
using Maas.Tracking.Schema;

namespace Maas.Tracking.Tests.Devices;

public sealed class DeviceRowTests
{
    [Fact]
    public void Write_EveryGroup_FillsTheColumnsInOrder()
    {
        var row = Write(
            new DeviceContent(
                Value("ios,iOS,18.1,Apple,\"iPhone17,2\",1,3.2,en,UTC,Tel,1x2,pt,ann", 0),
                StatedValue.None,
                Value("aaaa,bbbb", 1_000),
                Value("\"{\"\"a\"\":1}\"", 2_000)
            )
        );

        row.ShouldBe(
            "1,1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.000Z,demo,\"k,1\",ios,aaaa,bbbb,iOS,18.1,Apple,\"iPhone17,2\",1,3.2,en,UTC,Tel,1x2,pt,ann,"
                + "\"{\"\"a\"\":1}\",1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.001Z,1970-01-01T00:00:00.002Z\n"
        );
    }

    [Fact]
    public void Write_NewerUserId_StandsInForTheProfilesOwnAndDatesIt()
    {
        var row = Write(new DeviceContent(Value("ios,,,,,,,,,,,,\"a,n\"", 0), Value("bob", 5_000), StatedValue.None, StatedValue.None));

        row.ShouldBe("1,1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.000Z,demo,\"k,1\",ios,,,,,,,,,,,,,,bob,,1970-01-01T00:00:00.005Z,,\n");
    }

    [Fact]
    public void Write_NothingKnown_SaysNothingOfAnyGroup()
    {
        var row = Write(new DeviceContent(StatedValue.None, Value("bob", 5), StatedValue.None, StatedValue.None));

        row.ShouldBe("1,1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.000Z,demo,\"k,1\",,,,,,,,,,,,,,,,,,,\n");
        row.Count(letter => letter == ',').ShouldBe(DeviceColumns.Names.Count - 1 + 1, "the device key itself has a comma");
    }

    private static StatedValue Value(string text, long at) => new(Encoding.UTF8.GetBytes(text), at, 1);

    private static string Write(DeviceContent content)
    {
        using var row = new RowBuffer();
        DeviceRow.Write(row, "demo"u8, "k,1"u8, 1_000_000, 2_000_000, content);
        return Encoding.UTF8.GetString(row.Span);
    }
}
