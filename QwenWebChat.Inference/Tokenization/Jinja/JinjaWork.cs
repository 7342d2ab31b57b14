using System.Runtime.CompilerServices;
using System.Text;

namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>The output of one run of a template, and its limits.</summary>
internal sealed class JinjaWork
{
    // A long template of this family takes some thousand steps for a short conversation.
    private const int MaxSteps = 50_000;
    private const int MaxLength = 200_000;

    // A long string or list counts as several steps, because operations on it take time in proportion to its length.
    private const int CharactersPerStep = 64;
    private const int EntriesPerStep = 4;

    private int _steps;

    public StringBuilder Output { get; } = new();

    /// <summary>Rejects a string or list that has become too long.</summary>
    public static void RequireLength(int length)
    {
        if (length > MaxLength)
        {
            throw new JinjaException("its output is too long");
        }
    }

    /// <summary>Rejects an expression or block that is nested too deep for the stack.</summary>
    public static void RequireStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaException("it is nested too deep");
        }
    }

    public void Step()
    {
        RequireStack();
        Count(1);
    }

    /// <summary>Counts the size of an expression's value.</summary>
    public void Count(object? value) => Count(value switch
    {
        string text => text.Length / CharactersPerStep,
        List<object?> list => list.Count / EntriesPerStep,
        _ => 0,
    });

    private void Count(int steps)
    {
        _steps += steps;
        if (_steps > MaxSteps)
        {
            throw new JinjaException("it takes too many steps");
        }
    }
}
