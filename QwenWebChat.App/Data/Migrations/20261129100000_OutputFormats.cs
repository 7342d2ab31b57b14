using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QwenWebChat.App.Data.Migrations
{
    /// <inheritdoc />
    public partial class OutputFormats : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "OutputFormat",
                table: "Owners",
                type: "TEXT",
                nullable: false,
                defaultValue: "{\"kind\":\"Text\"}");

            migrationBuilder.AddColumn<string>(
                name: "OutputFormat",
                table: "Conversations",
                type: "TEXT",
                nullable: false,
                defaultValue: "{\"kind\":\"Text\"}");

            migrationBuilder.UpdateData(
                table: "Owners",
                keyColumn: "Id",
                keyValue: new Guid("0198c0de-0000-7000-8000-000000000001"),
                column: "OutputFormat",
                value: "{\"kind\":\"Text\"}");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // Not by DropColumn, which makes the table anew and loses the triggers of the search index.
            migrationBuilder.Sql("ALTER TABLE \"Conversations\" DROP COLUMN \"OutputFormat\";");
            migrationBuilder.Sql("ALTER TABLE \"Owners\" DROP COLUMN \"OutputFormat\";");
        }
    }
}
