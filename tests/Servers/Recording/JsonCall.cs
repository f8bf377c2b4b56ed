using System.Text.Json.Nodes;

namespace Maas.Servers.Recording;

/// <summary>The actions of services that speak AWS JSON: the operation is in a header, the resource in the body.</summary>
internal static class JsonCall
{
    public static IReadOnlyList<AwsCall> Read(RequestScope scope, string target, string body)
    {
        var operation = target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var request = JsonNode.Parse(body)!.AsObject();
        return scope.Service switch
        {
            "dynamodb" => [.. DynamoDb(scope, operation, request)],
            "firehose" => [scope.Call(operation, scope.Arn($"deliverystream/{Text(request, "DeliveryStreamName")}"))],
            "elasticmapreduce" => [.. Emr(scope, operation, request)],
            _ => [scope.Call(operation, "*")],
        };
    }

    /// <summary>A transaction asks for what each of its parts does; a query of an index for the index.</summary>
    private static IEnumerable<AwsCall> DynamoDb(RequestScope scope, string operation, JsonObject request)
    {
        switch (operation)
        {
            case "TransactWriteItems" or "TransactGetItems":
                foreach (var (kind, part) in request["TransactItems"]!.AsArray().SelectMany(static item => item!.AsObject()))
                {
                    yield return Of(kind == "ConditionCheck" ? "ConditionCheckItem" : $"{kind}Item", Text(part!, "TableName"));
                }

                break;
            case "BatchWriteItem" or "BatchGetItem":
                foreach (var (table, _) in request["RequestItems"]!.AsObject())
                {
                    yield return Of(operation, table);
                }

                break;
            default:
                var index = request["IndexName"] is { } name ? $"/index/{name}" : "";
                yield return Of(operation, Text(request, "TableName") + index);
                break;
        }

        AwsCall Of(string action, string table) => scope.Call(action, scope.Arn($"table/{table}"));
    }

    /// <summary>A cluster that is started with tags and roles asks for the right to give both.</summary>
    private static IEnumerable<AwsCall> Emr(RequestScope scope, string operation, JsonObject request)
    {
        if (operation != "RunJobFlow")
        {
            var ids = request["JobFlowIds"]?.AsArray().Select(static id => id!.GetValue<string>());
            foreach (var id in ids ?? [(request["ClusterId"] ?? request["ResourceId"])?.GetValue<string>() ?? ""])
            {
                yield return scope.Call(operation, id.Length == 0 ? "*" : scope.Arn($"cluster/{id}"));
            }

            yield break;
        }

        var tags = (request["Tags"]?.AsArray() ?? []).ToDictionary(
            static tag => $"aws:RequestTag/{Text(tag!, "Key")}",
            static tag => Text(tag!, "Value"),
            StringComparer.Ordinal
        );
        yield return scope.Call(operation, "*") with
        {
            Context = tags,
        };
        if (tags.Count > 0)
        {
            yield return scope.Call("AddTags", "*") with
            {
                Context = tags,
            };
        }

        // An instance profile is named like the role in it, here as in the console.
        foreach (var (role, service) in ((string, string)[])[("ServiceRole", "elasticmapreduce"), ("JobFlowRole", "ec2")])
        {
            var name = Text(request, role);
            yield return new AwsCall(
                scope.Caller,
                "iam:PassRole",
                name.StartsWith("arn:", StringComparison.Ordinal) ? name : RequestScope.GlobalArn("iam", $"role/{name}")
            )
            {
                Context = new Dictionary<string, string>(StringComparer.Ordinal) { ["iam:PassedToService"] = $"{service}.amazonaws.com" },
            };
        }
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
