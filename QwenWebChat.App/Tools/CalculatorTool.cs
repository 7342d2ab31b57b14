using System.Text.Json;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Tools;

/// <summary>Computes arithmetic expressions.</summary>
internal sealed class CalculatorTool : IChatTool
{
    private const string Schema = """
        {
          "type": "object",
          "properties": {
            "expression": {
              "type": "string",
              "description": "For example 2*(3+4)^2, 15% * 80, sqrt(2), round(10/3, 2). Functions: sqrt, cbrt, abs, round, floor, ceil, min, max, sum, avg, mod, ln, log, exp, sin, cos, tan, asin, acos, atan. Constants: pi, e."
            }
          },
          "required": ["expression"],
          "additionalProperties": false
        }
        """;

    public AIFunctionDeclaration Declaration { get; } = AIFunctionFactory.CreateDeclaration("calculator", "Computes an arithmetic expression.", JsonElement.Parse(Schema));

    public Task<ToolResult> CallAsync(JsonElement arguments, Guid ownerId, CancellationToken cancellationToken) =>
        arguments.TryGetProperty("expression", out JsonElement expression) && expression.ValueKind == JsonValueKind.String
            ? Task.FromResult(new ToolResult(ArithmeticExpression.Evaluate(expression.GetString()!).ToString()))
            : throw new ToolException("expression: found no text; expected an arithmetic expression.");
}
