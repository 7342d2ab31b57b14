using QwenWebChat.App.Chat;
using QwenWebChat.App.Generation;

namespace QwenWebChat.Tests.Generation;

/// <summary>The errors of a JSON Schema and their places.</summary>
public sealed class SchemaCheckTests
{
    [Theory]
    [InlineData("""{"type":"object"}""")]
    [InlineData("true")]
    public void FindError_SupportedSchema_IsNull(string schema)
    {
        Assert.Null(SchemaCheck.FindError(schema));
    }

    [Fact]
    public void FindError_SchemaOfEachPreset_IsNull()
    {
        Assert.All(SetupPreset.All, preset => Assert.Null(SchemaCheck.FindError(preset.Format.Schema!)));
    }

    [Theory]
    [InlineData("{oops}", 1, 2)]
    [InlineData("{\n  \"type\": object\n}", 2, 11)]
    [InlineData("{\"标题\": 有}", 1, 8)]
    [InlineData("{\"😀\": x}", 1, 8)]
    [InlineData("{", 1, 2)]
    [InlineData("{}\r\n{}", 2, 1)]
    [InlineData("", 1, 1)]
    public void FindError_NotJson_NamesLineAndCharacter(string schema, int line, int column)
    {
        SchemaError? error = SchemaCheck.FindError(schema);

        Assert.Equal((null, line, column), (error?.Place, error?.Line, error?.Column));
        Assert.NotEmpty(error!.Reason);
        Assert.DoesNotContain("LineNumber", error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"robot"}""", "/type")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/none"}}}""", "/properties/a/$ref")]
    [InlineData("3", "")]
    public void FindError_InvalidSchema_NamesItsPointer(string schema, string place)
    {
        SchemaError? error = SchemaCheck.FindError(schema);

        Assert.Equal(place, error?.Place);
        Assert.NotEmpty(error!.Reason);
    }
}
