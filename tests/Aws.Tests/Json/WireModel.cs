using System.Diagnostics;
using System.Text.Json;
using Maas.Servers;

namespace Maas.Aws.Tests.Json;

/// <summary>Holds request bodies against the service's own model, as botocore carries it.</summary>
internal static class WireModel
{
    /// <summary>
    /// Reads a body a line, turns it into what botocore's client would have been given, and lets botocore validate that: names, types and
    /// required members. What botocore leaves to the service, the greatest lengths, is checked here too.
    /// </summary>
    private const string Script = """
        import base64, json, sys
        import botocore.session, botocore.validate

        service = botocore.session.get_session().get_service_model(sys.argv[1])

        def read(value, shape, path):
            length = None
            if shape.type_name == 'structure':
                value = {k: read(v, shape.members[k], path + '.' + k) if k in shape.members else v for k, v in value.items()}
            elif shape.type_name == 'list':
                value = [read(v, shape.member, path + '[]') for v in value]
                length = len(value)
            elif shape.type_name == 'blob':
                value = base64.b64decode(value, validate=True)
                length = len(value)
            elif shape.type_name == 'string':
                length = len(value)
            if length is not None and length > shape.metadata.get('max', length):
                sys.exit(f"{path} has {length}, at most {shape.metadata['max']}")
            return value

        for line in sys.stdin:
            call = json.loads(line)
            shape = service.operation_model(call['operation']).input_shape
            report = botocore.validate.ParamValidator().validate(read(call['body'], shape, call['operation']), shape)
            if report.has_errors():
                sys.exit(call['operation'] + ': ' + report.generate_report())
        """;

    /// <summary>Fails with botocore's report if a recorded call is not what the service takes.</summary>
    public static async Task ExpectValidAsync(string service, IEnumerable<RecordedCall> calls)
    {
        var start = new ProcessStartInfo(OutsideProgram.PythonAws.Path, ["-c", Script, service])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        foreach (var call in calls)
        {
            var line = new
            {
                operation = call.Target[(call.Target.IndexOf('.') + 1)..],
                body = JsonSerializer.Deserialize<JsonElement>(call.Body),
            };
            await python.StandardInput.WriteLineAsync(JsonSerializer.Serialize(line));
        }

        python.StandardInput.Close();
        await python.WaitForExitAsync();
        python.ExitCode.ShouldBe(0, await errors);
    }
}
