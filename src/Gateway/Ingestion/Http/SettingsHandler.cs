using System.Text;
using System.Text.Json;
using Maas.Gateway.Apps;
using Microsoft.AspNetCore.Http;

namespace Maas.Gateway.Ingestion.Http;

/// <summary>The documents that SDKs ask for before they send anything.</summary>
internal sealed class SettingsHandler(WriteKeys keys)
{
    /// <summary>What Segment's SDKs ask for: without this integration and its key, mobile ones send nothing.</summary>
    public Task GetSettingsAsync(HttpContext context)
    {
        var key = context.Request.RouteValues["writeKey"] as string ?? "";
        if (keys.FindInPair(Encoding.UTF8.GetBytes(key)) is null)
        {
            return SdkResponse.WriteAsync(context, IngestOutcome.UnknownKey, TimeSpan.Zero);
        }

        return WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject("integrations");
                json.WriteStartObject("Segment.io");
                json.WriteString("apiKey", key);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        );
    }

    /// <summary>What RudderStack's mobile SDKs ask for: which source the key belongs to; no destinations, as this service is the only one.</summary>
    public Task GetSourceConfigAsync(HttpContext context)
    {
        if (Credentials.FindInHeaders(keys, context.Request.Headers) is not { } app)
        {
            return SdkResponse.WriteAsync(context, IngestOutcome.UnknownKey, TimeSpan.Zero);
        }

        return WriteAsync(
            context,
            json =>
            {
                json.WriteStartObject("source");
                json.WriteString("id", app.Text);
                json.WriteString("name", app.Text);
                json.WriteBoolean("enabled", true);
                json.WriteStartObject("config");
                json.WriteEndObject();
                json.WriteStartArray("destinations");
                json.WriteEndArray();
                json.WriteEndObject();
            }
        );
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        await SdkResponse.WriteAsync(context, StatusCodes.Status200OK, body.ToArray());
    }
}
