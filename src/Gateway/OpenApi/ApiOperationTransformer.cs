using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Maas.Gateway.OpenApi;

/// <summary>Writes an endpoint's keys and examples into its operation.</summary>
internal sealed class ApiOperationTransformer(IOptions<JsonOptions> json) : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var kind in metadata.OfType<ApiKeyKind>().SelectMany(ApiKeySchemes.Accepted))
        {
            var scheme = new OpenApiSecuritySchemeReference(ApiKeySchemes.NameOf(kind), context.Document);
            operation.Security ??= [];
            operation.Security.Add(new OpenApiSecurityRequirement { [scheme] = [] });
        }

        foreach (var example in metadata.OfType<ApiExample>())
        {
            AddExample(operation, example);
        }

        foreach (var name in RoutePatternFactory.Parse(context.Description.RelativePath ?? "").Parameters.Select(part => part.Name))
        {
            DescribePathParameter(operation, name);
        }

        foreach (var parameter in context.Description.ParameterDescriptions)
        {
            DescribeValues(operation, parameter);
        }

        return Task.CompletedTask;
    }

    /// <summary>An endpoint that reads the path itself has told the framework of none of its parameters.</summary>
    private static void DescribePathParameter(OpenApiOperation operation, string name)
    {
        operation.Parameters ??= [];
        if (operation.Parameters.All(described => described.Name != name))
        {
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Path,
                    Required = true,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                }
            );
        }
    }

    /// <summary>A parameter that is read as text, so that its errors name it, still tells what it takes.</summary>
    private static void DescribeValues(OpenApiOperation operation, ApiParameterDescription parameter)
    {
        var attributes =
            (parameter.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo.GetCustomAttributes(false) ?? [];
        if (operation.Parameters?.FirstOrDefault(described => described.Name == parameter.Name)?.Schema is not OpenApiSchema schema)
        {
            return;
        }

        if (attributes.OfType<AllowedValuesAttribute>().FirstOrDefault() is { } allowed)
        {
            schema.Enum = [.. allowed.Values.Select(value => (JsonNode)JsonValue.Create((string)value!))];
        }

        if (attributes.OfType<RangeAttribute>().Any())
        {
            schema.Type = JsonSchemaType.Integer;
        }
    }

    private void AddExample(OpenApiOperation operation, ApiExample example)
    {
        if (example.Status is null)
        {
            // An endpoint that takes any content type and reads the body itself has told the framework of no body.
            operation.RequestBody ??= new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new() },
            };
        }

        var content = example.Status is { } status
            ? operation.Responses?.GetValueOrDefault(status.ToString(CultureInfo.InvariantCulture))?.Content
            : operation.RequestBody?.Content;
        foreach (var media in content?.Values.OfType<OpenApiMediaType>() ?? [])
        {
            media.Example = ToNode(example.Value);
        }
    }

    // A text is JSON already, and an object is written as the endpoint itself would write it.
    private JsonNode? ToNode(object value) =>
        value is string text ? JsonNode.Parse(text) : JsonSerializer.SerializeToNode(value, value.GetType(), json.Value.SerializerOptions);
}
