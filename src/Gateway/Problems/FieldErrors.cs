using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Maas.Gateway.Problems;

/// <summary>What is wrong with the fields of a request: all of it at once, each error under its field's name.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    /// <summary>The answer for one wrong field.</summary>
    public static ValidationProblem Of(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return errors.ToProblem();
    }

    public void Add(string field, string message) => _errors[field] = [.. _errors.GetValueOrDefault(field, []), message];

    /// <summary>Problem details with status 400 and a member <c>errors</c>: field name → messages.</summary>
    public ValidationProblem ToProblem() =>
        TypedResults.ValidationProblem(
            _errors,
            string.Join(' ', _errors.SelectMany(error => error.Value.Select(text => $"{error.Key}: {text}")))
        );
}
